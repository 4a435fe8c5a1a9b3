-- targets: 5.1 5.1-int
local mt = { __eq = function(a, b) return a.v == b.v end }
local a, b, c = setmetatable({ v = 1 }, mt), setmetatable({ v = 1 }, mt), setmetatable({ v = 2 }, mt)
print(a == b, a == c, a ~= b, a ~= c, a == a)  --> true	false	false	true	true
print(a == 1, a == nil, a == { v = 1 }, 1 == a)  --> false	false	false	false
local other = setmetatable({ v = 1 }, { __eq = function() return true end })
print(rawequal(a, b), setmetatable({}, { __eq = mt.__eq }) == 5)  --> false	false
local truthy = setmetatable({}, mt)
mt.__eq = function() return "not a boolean" end
print(truthy == setmetatable({}, mt))  --> true
local t = {}
t[a] = "a"
print(t[b], t[a])  --> nil	a
