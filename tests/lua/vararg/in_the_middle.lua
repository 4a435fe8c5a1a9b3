local function f(...) return ... end
local t = { f(1, 2), f(3, 4), f(5, 6) }
print(#t, t[1], t[2], t[3], t[4])  --> 4	1	3	5	6
print(f(1, 2), f(3, 4))  --> 1	3	4
print((f(1, 2)), (f()))  --> 1	nil
local s = f("a", "b") .. f("c", "d")
print(s)  --> ac
local x = { [f(1, 9)] = f(2, 9) }
print(x[1])  --> 2
