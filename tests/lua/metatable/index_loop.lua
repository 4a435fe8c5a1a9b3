-- targets: 5.1 5.1-int
local a, b = {}, {}
setmetatable(a, { __index = b })
setmetatable(b, { __index = a })
print(pcall(function() return a.missing end))  --> false	metatable/index_loop.lua:5: loop in gettable
setmetatable(a, { __newindex = b })
setmetatable(b, { __newindex = a })
print(pcall(function() a.missing = 1 end))  --> false	metatable/index_loop.lua:8: loop in settable
local self = {}
setmetatable(self, { __index = self })
print(pcall(function() return self.x end))  --> false	metatable/index_loop.lua:11: loop in gettable
