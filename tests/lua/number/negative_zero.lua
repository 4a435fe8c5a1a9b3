-- targets: 5.1
local z = 0
print(-z, 0 * -1, 1 / -z < 0, -z == z, tostring(-0.0))  --> -0	0	true	true	0
print(-(0), 0 - 0)  --> 0	0
