-- targets: 5.1 5.1-int
local s = "hello"
print(s:sub(2), s:sub(2, 3), s:sub(-3), s:sub(-3, -2), s:sub(2, -2))  --> ello	el	llo	ll	ell
print(s:sub(0), s:sub(0, 2), s:sub(10) == "", s:sub(3, 2) == "", s:sub(-100, 100))
--> hello	he	true	true	hello
print(s:sub(1, 0) == "", s:sub(5, 5), s:sub(-1, -1), s:sub("2", "3"))  --> true	o	o	el
print(pcall(string.sub))  --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(string.sub, "x"))  --> false	bad argument #2 to '?' (number expected, got no value)
print(pcall(string.sub, "x", {}))  --> false	bad argument #2 to '?' (number expected, got table)
