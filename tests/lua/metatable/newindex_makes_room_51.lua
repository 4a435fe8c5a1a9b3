-- targets: 5.1 5.1-int
-- 5.1 makes room for a new key before it asks for __newindex, which may move items out of the array.
local t = setmetatable({ nil, 69 }, { __newindex = function() end })
print(#t)  --> 2
t.key = 1
print(#t, rawget(t, "key"), t[2])  --> 0	nil	69
print(pcall(function() t[nil] = 1 end))  --> false	metatable/newindex_makes_room_51.lua:7: table index is nil
