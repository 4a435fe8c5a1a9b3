local function check(t, f)
  f = f or function(a, b) return a < b end
  table.sort(t, f)
  for i = 2, #t do if f(t[i], t[i - 1]) then return "wrong at " .. i end end
  return "ok " .. #t
end
local up, down, saw, same, organ, random = {}, {}, {}, {}, {}, {}
local seed = 42
for i = 1, 100 do
  seed = (seed * 57 + 13) % 1009
  up[i], down[i], saw[i], same[i], organ[i], random[i] = i, 101 - i, i % 7, 5, i < 50 and i or 100 - i, seed
end
print(check(up), check(down), check(saw), check(same), check(organ), check(random))
--> ok 100	ok 100	ok 100	ok 100	ok 100	ok 100
print(check({ 3, 2, 1 }, function(a, b) return a > b end))  --> ok 3
