-- targets: 5.1 5.1-int
local mt = {}
local t = {}
print(getmetatable(t), setmetatable(t, mt) == t, getmetatable(t) == mt)  --> nil	true	true
setmetatable(t, nil)
print(getmetatable(t))  --> nil
setmetatable(t, { __metatable = "locked" })
print(getmetatable(t), pcall(setmetatable, t, {}))  --> locked	false	cannot change a protected metatable
print(getmetatable(1), getmetatable(print), getmetatable("").__index == string)  --> nil	nil	true
print(pcall(setmetatable, 1, {}))  --> false	bad argument #1 to '?' (table expected, got number)
print(pcall(setmetatable, {}))  --> false	bad argument #2 to '?' (nil or table expected)
print(pcall(setmetatable, {}, 1))  --> false	bad argument #2 to '?' (nil or table expected)
print(pcall(getmetatable))  --> false	bad argument #1 to '?' (value expected)
