-- targets: 5.1 5.1-int
local t = setmetatable({}, { __index = function(_, k) error("no field " .. tostring(k), 2) end })
print(pcall(function() return t.oops end))  --> false	metatable/index_errors.lua:3: no field oops
print(pcall(function() return undefined_g.x end))
--> false	metatable/index_errors.lua:4: attempt to index global 'undefined_g' (a nil value)
print(pcall(function() return (nil).x end))
--> false	metatable/index_errors.lua:6: attempt to index a nil value
print(pcall(function() local a = { b = {} }; return a.b.c.d end))
--> false	metatable/index_errors.lua:8: attempt to index field 'c' (a nil value)
print(pcall(function() local n = 5; return n.x.y end))
--> false	metatable/index_errors.lua:10: attempt to index a number value
print(pcall(function() return (true).x end))
--> false	metatable/index_errors.lua:12: attempt to index a boolean value
print(pcall(function() undefined_g.x = 1 end))
--> false	metatable/index_errors.lua:14: attempt to index global 'undefined_g' (a nil value)
print(pcall(function() print.x = 1 end))
--> false	metatable/index_errors.lua:16: attempt to index global 'print' (a function value)
