-- targets: 5.1 5.1-int
local function add(a, b) return a + b end
local code = string.dump(add)
print(type(code), code:byte(1), code:sub(2, 4))
print(loadstring(code)(2, 3))
local n = 10
print(loadstring(string.dump(function() return n end))())
print(pcall(string.dump))
print(pcall(string.dump, print))
print(pcall(string.dump, "x"))
--> string	27	Lua
--> 5
--> nil
--> false	bad argument #1 to '?' (function expected, got no value)
--> false	unable to dump given function
--> false	bad argument #1 to '?' (function expected, got string)
