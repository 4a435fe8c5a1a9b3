-- targets: 5.1 5.1-int
local a, b = 7, 2
print(a ^ b, 2 ^ b, b ^ 3)  --> 49	4	8
print(-b ^ 2, 2 ^ b ^ 2)  --> -4	16
