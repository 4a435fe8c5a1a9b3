-- targets: 5.1-int
local ok = true
for _ = 1, 100 do local x = math.random(6); ok = ok and x >= 1 and x <= 6 end
print(ok, math.random(3, 3))  --> true	3
