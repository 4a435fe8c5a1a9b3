-- node.stripdebug gets or sets how much debug data the compiler keeps, or strips a function.
-- device-only
print((select(2, pcall(node.stripdebug, 4)):match("%(.*")))  --> (Invalid strip level)
print((select(2, pcall(node.stripdebug, 1, 0)):match("%(.*")))  --> (not a valid function)
print(node.stripdebug(), node.stripdebug(1), node.stripdebug())  --> 2	1	1
local load = loadstring
local f = load("local abc = nil; abc()", "=f")
print((select(2, pcall(f)):match("'abc'")))  --> 'abc'
print(node.stripdebug(2, f) > 0, select(2, pcall(f)):match("'abc'"), select(2, pcall(f)):match("^f:1:"))  --> true	nil	f:1:
print(node.stripdebug(3, f) > 0, node.stripdebug(3, f))  --> true	0
print(node.stripdebug(2, print), node.stripdebug(2))  --> -1	2
