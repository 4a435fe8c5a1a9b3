local mt = { __lt = function(a, b) return a.v < b.v end }
local function box(v) return setmetatable({ v = v }, mt) end
local t = { box(3), box(1), box(2) }
table.sort(t)
print(t[1].v, t[2].v, t[3].v)  --> 1	2	3
table.sort(t, function(a, b) return b < a end)
print(t[1].v, t[2].v, t[3].v)  --> 3	2	1
