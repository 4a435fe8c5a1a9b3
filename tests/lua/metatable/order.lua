local mt = { __lt = function(a, b) return a.v < b.v end, __le = function(a, b) return a.v <= b.v end }
local a, b = setmetatable({ v = 1 }, mt), setmetatable({ v = 2 }, mt)
print(a < b, b < a, a <= b, b <= a, a > b, a >= b, a <= a, a < a)
--> true	false	true	false	false	false	true	false
local log = {}
local mt2 = { __lt = function(x, y) log[#log + 1] = x.n .. y.n; return false end }
local x, y = setmetatable({ n = "x" }, mt2), setmetatable({ n = "y" }, mt2)
print(x < y, x > y, x <= y, x >= y)  --> false	false	true	true
print(table.concat(log, " "))  --> xy yx yx xy
