local mt = {}
local t = setmetatable({}, mt)
print(t.x)  --> nil
mt.__index = function() return "added later" end
print(t.x)  --> added later
mt.__index = nil
print(t.x)  --> nil
print(pcall(function() return t + 1 end) == false)  --> true
mt.__add = function() return "sum" end
print(t + 1)  --> sum
rawset(mt, "__add", nil)
print(pcall(function() return t + 1 end) == false)  --> true
