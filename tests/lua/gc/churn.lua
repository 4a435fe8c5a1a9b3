local live = {}
for i = 1, 3000 do
  live[i % 10 + 1] = { i, tostring(i), function() return i end }
end
local sum = 0
for _, v in ipairs(live) do sum = sum + v[1] + #v[2] + v[3]() end
print(#live, sum)  --> 10	59950
local s = ""
for i = 1, 200 do s = s .. "x" end
print(#s)  --> 200
