local function sum(first, ...)
  if first == nil then return 0 end
  return first + sum(...)
end
print(sum(), sum(5), sum(1, 2, 3, 4, 5))  --> 0	5	15
local t = {}
for i = 1, 100 do t[i] = i end
print(sum(unpack(t)))  --> 5050
local function reverse(first, ...)
  if select("#", ...) == 0 then return first end
  local r = { reverse(...) }
  r[#r + 1] = first
  return unpack(r)
end
print(reverse(1, 2, 3, 4))  --> 4	3	2	1
