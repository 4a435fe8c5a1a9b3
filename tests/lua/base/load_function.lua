-- targets: 5.1 5.1-int
local parts = { "return ", "1", " + ", "41" }
local i = 0
print(load(function() i = i + 1; return parts[i] end)())  --> 42
print(type(load(function() return nil end)))  --> function
print(pcall(load(function() return nil end)))  --> true
i = 0
local bad = { "return ", "+" }
print(load(function() i = i + 1; return bad[i] end, "=pieces"))  --> nil	pieces:1: unexpected symbol near '+'
print(load(function() error("reader", 0) end))  --> nil	reader
print(load(function() return {} end))  --> nil	base/load_function.lua:11: reader function must return a string
print(pcall(load))  --> false	bad argument #1 to '?' (function expected, got no value)
print(pcall(load, {}))  --> false	bad argument #1 to '?' (function expected, got table)
