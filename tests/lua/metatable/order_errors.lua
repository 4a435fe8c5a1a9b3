-- targets: 5.1 5.1-int
print(pcall(function() return setmetatable({}, {}) < setmetatable({}, {}) end))
--> false	metatable/order_errors.lua:2: attempt to compare two table values
print(pcall(function() return {} <= 1 end))
--> false	metatable/order_errors.lua:4: attempt to compare table with number
local a = setmetatable({}, { __lt = function() error("in lt", 0) end })
print(pcall(function() return a < a end))  --> false	in lt
print(pcall(function() return a < setmetatable({}, { __lt = function() return true end }) end))
--> false	metatable/order_errors.lua:8: attempt to compare two table values
