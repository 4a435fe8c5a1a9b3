print(rawget(_G, "print"), print ~= nil, rawget(_G, "string"))  --> nil	true	nil
print(getmetatable(_G) ~= nil)  --> true
local n = 0
for k in pairs(_G) do if k == "print" then n = n + 1 end end
print(n)  --> 0
