-- targets: 5.1 5.3-64
print(math.huge > 1e308, -math.huge < -1e308, math.huge == 1 / 0, math.huge == math.huge + 1)
--> true	true	true	true
print(("%.10f"):format(math.pi), math.pi > 3.14 and math.pi < 3.15)  --> 3.1415926536	true
