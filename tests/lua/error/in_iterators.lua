local function bad(_, i) i = (i or 0) + 1; if i == 3 then error("iterator at " .. i, 0) end return i end
local n = 0
print(pcall(function() for i in bad do n = i end end))  --> false	iterator at 3
print(n)  --> 2
print(pcall(function() for w in ("a b"):gmatch("%a") do error("body " .. w, 0) end end))  --> false	body a
