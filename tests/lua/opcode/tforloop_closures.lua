local fs = {}
for i, v in ipairs({ "a", "b", "c" }) do fs[i] = function() return v .. i end end
print(fs[1](), fs[2](), fs[3]())  --> a1	b2	c3
for k, v in next, { only = 1 } do print(k, v) end  --> only	1
local callable = setmetatable({}, { __call = function(_, s, k) k = (k or 0) + 1; if k <= s then return k end end })
for k in callable, 2 do print(k) end
--> 1
--> 2
