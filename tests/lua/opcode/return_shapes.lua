local function a() return end
local function b() return nil end
local function c(x, y) return y, x end
local function d(...) return 0, ... end
local function e(x) if x then return "yes" end end
print(select("#", a()), select("#", b()), c(1, 2))  --> 0	1	2	1
print(d(), d(1, 2), d(nil, nil))  --> 0	0	0	nil	nil
print(e(1), select("#", e()))
--> yes	0
--> from a block
do return print("from a block") end
