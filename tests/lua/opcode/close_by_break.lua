local fs = {}
for i = 1, 5 do
  local x = i
  fs[#fs + 1] = function() x = x + 1; return x end
  if i == 2 then break end
end
print(#fs, fs[1](), fs[1](), fs[2]())  --> 2	2	3	3
local n, g = 0
while true do
  local y = n
  g = function() return y end
  n = n + 1
  if n == 3 then break end
end
print(g(), n)  --> 2	3
