-- targets: 5.1 5.1-int
local t = setmetatable({}, {})
print(pcall(function() return t + 1 end))
--> false	metatable/arithmetic_errors.lua:3: attempt to perform arithmetic on upvalue '?' (a table value)
print(pcall(function() return 1 - t end))
--> false	metatable/arithmetic_errors.lua:5: attempt to perform arithmetic on upvalue '?' (a table value)
print(pcall(function() return -t end))
--> false	metatable/arithmetic_errors.lua:7: attempt to perform arithmetic on upvalue '?' (a table value)
print(pcall(function() return t .. "x" end))
--> false	metatable/arithmetic_errors.lua:9: attempt to concatenate upvalue '?' (a table value)
print(pcall(function() return t ^ t end))
--> false	metatable/arithmetic_errors.lua:11: attempt to perform arithmetic on upvalue '?' (a table value)
print(pcall(function() return nil % 2 end))
--> false	metatable/arithmetic_errors.lua:13: attempt to perform arithmetic on a nil value
print(pcall(function() return undefined_a * 2 end))
--> false	metatable/arithmetic_errors.lua:15: attempt to perform arithmetic on global 'undefined_a' (a nil value)
print(pcall(function() local r = { f = {} }; return r.f / 2 end))
--> false	metatable/arithmetic_errors.lua:17: attempt to perform arithmetic on field 'f' (a table value)
print(pcall(function() return true + 1 end))
--> false	metatable/arithmetic_errors.lua:19: attempt to perform arithmetic on a boolean value
local e = setmetatable({}, { __add = function() error("in add", 0) end })
print(pcall(function() return e + 1 end))  --> false	in add
