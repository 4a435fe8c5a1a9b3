-- targets: 5.1
local sum = 0
for _ = 1, 10 do sum = sum + 0.1 end
print(sum, sum == 1, sum - 1 < 1e-9)  --> 1	false	true
local x = 1
for _ = 1, 60 do x = x / 2 end
print(x == 2 ^ -60, x)  --> true	8.673617379884e-19
