local t = setmetatable({ n = 5 }, { __call = function(self, a, b) return self.n, a, b end })
print(t(1, 2))  --> 5	1	2
print(t())  --> 5	nil	nil
print(pcall(t, "p"))  --> true	5	p	nil
local nested = setmetatable({}, { __call = t })
print(pcall(nested, 1))  --> false	attempt to call a table value
print(pcall(function() return (setmetatable({}, {}))() end))
--> false	metatable/call.lua:7: attempt to call a table value
local iterator = setmetatable({}, { __call = function(_, _, i) i = (i or 0) + 1; if i < 4 then return i end end })
for i in iterator do print(i) end
--> 1
--> 2
--> 3
print((setmetatable({}, { __call = function(_, ...) return select("#", ...) end }))(nil, nil))  --> 2
