-- targets: 5.1
print(math.pow(2, 0.5) == math.sqrt(2), math.pow(2, -1), math.sqrt(-1) ~= math.sqrt(-1))  --> true	0.5	true
