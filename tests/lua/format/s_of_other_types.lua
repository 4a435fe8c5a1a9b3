-- targets: 5.1 5.1-int
print(pcall(string.format, "%s", nil))  --> false	bad argument #2 to '?' (string expected, got nil)
print(pcall(string.format, "%s", true))  --> false	bad argument #2 to '?' (string expected, got boolean)
print(pcall(string.format, "%s", setmetatable({}, { __tostring = function() return "meta" end })))
--> false	bad argument #2 to '?' (string expected, got table)
print(pcall(string.format, "%q", 5))  --> true	"5"
