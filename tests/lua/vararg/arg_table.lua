-- targets: 5.1 5.1-int
-- A vararg function that does not use ... gets the table arg.
local function f(...) return arg.n, arg[1], arg[2] end
print(f())  --> 0	nil	nil
print(f("a", nil))  --> 2	a	nil
local function g(x, ...) return x, #arg, arg.n end
print(g(1, 2, 3))  --> 1	2	2
local function h(...) local n = select("#", ...); return n, arg end
print(h(1, 2))  --> 2	nil
