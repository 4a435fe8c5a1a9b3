print()  -->
print(nil, false, 1, "two")  --> nil	false	1	two
print("a", "b\tc", "", "d")  --> a	b	c		d
print("line one\nline two")
--> line one
--> line two
print(setmetatable({}, { __tostring = function() return "object" end }))  --> object
print(pcall(print, setmetatable({}, { __tostring = function() return 1 end })))
--> 1
--> true
print(pcall(print, setmetatable({}, { __tostring = function() error("inside", 0) end })))  --> false	inside
print(select("#", print()))
-->
--> 0
