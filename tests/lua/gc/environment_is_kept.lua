-- targets: 5.1 5.1-int
local f = setfenv(function() return value end, { value = "in environment" })
collectgarbage()
print(f())  --> in environment
local t = setmetatable({}, { __index = function(_, k) return "meta " .. k end })
collectgarbage()
print(t.x)  --> meta x
