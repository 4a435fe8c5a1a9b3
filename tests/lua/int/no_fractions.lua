-- targets: 5.1-int
print(tonumber("15"), tonumber("0x10"), tonumber("1.5"), tonumber("1e2"))  --> 15	16	nil	nil
print(math.huge, math.pi, math.sqrt(17), math.pow(2, 5), math.floor(9), math.ceil(9), math.abs(-4))
--> 2147483647	nil	4	32	9	9	4
print(tostring(10 / 4), 10 / 4 * 4)  --> 2	8
print(type(1), 1 == 1, -0)  --> number	true	0
