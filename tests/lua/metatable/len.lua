-- targets: 5.1 5.1-int
-- In 5.1 a table's __len is not consulted; a userdata's is.
local t = setmetatable({ 1, 2 }, { __len = function() return 99 end })
print(#t)  --> 2
local p = newproxy(true)
getmetatable(p).__len = function() return 42 end
print(#p)  --> 42
print(pcall(function() return #5 end))  --> false	metatable/len.lua:8: attempt to get length of a number value
print(pcall(function() return #nil end))  --> false	metatable/len.lua:9: attempt to get length of a nil value
print(pcall(function() return #undefined_g end))
--> false	metatable/len.lua:10: attempt to get length of global 'undefined_g' (a nil value)
print(pcall(function() local r = { f = true }; return #r.f end))
--> false	metatable/len.lua:12: attempt to get length of field 'f' (a boolean value)
