local function f(...) return select("#", ...), ... end
print(f(nil))  --> 1	nil
print(f(nil, nil))  --> 2	nil	nil
print(f(1, nil, 3, nil))  --> 4	1	nil	3	nil
local function g(...) local a, b, c = ...; return c, b, a end
print(g(nil, 2))  --> nil	2	nil
