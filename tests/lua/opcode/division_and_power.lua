-- targets: 5.1
local a, b = 7, 2
print(a / b, 1 / b, a / 4, 3 / 4)  --> 3.5	0.5	1.75	0.75
print(a ^ b, 2 ^ a, b ^ 10, 2 ^ 0.5 == math.sqrt(2))  --> 49	128	1024	true
print(2 ^ -1, (-8) ^ 3, 0 ^ 0)  --> 0.5	-512	1
print(2 ^ 3 ^ 2, -2 ^ 2)  --> 512	-4
