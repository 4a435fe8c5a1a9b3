math.randomseed(7)
local a, b, c = math.random(10), math.random(10), math.random(1000)
math.randomseed(7)
print(a == math.random(10), b == math.random(10), c == math.random(1000))  --> true	true	true
local ok = true
for _ = 1, 200 do
  local x, y = math.random(6), math.random(-3, 3)
  ok = ok and x >= 1 and x <= 6 and y >= -3 and y <= 3 and x % 1 == 0
end
print(ok, math.random(5, 5), math.random(1))  --> true	5	1
