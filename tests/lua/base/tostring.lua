-- targets: 5.1
print(tostring(nil), tostring(true), tostring(12), tostring("x"))  --> nil	true	12	x
print(tostring({}):match("^table: ") ~= nil, tostring(print):match("^function: ") ~= nil)  --> true	true
print(tostring(setmetatable({}, { __tostring = function() return "custom" end })))  --> custom
print(pcall(tostring))  --> false	bad argument #1 to '?' (value expected)
print(tostring(-0 + 0), tostring(1e3 + 0))  --> 0	1000
