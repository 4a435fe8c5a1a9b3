local a = {}
local b = { 1 }
local c = { 1, 2, 3, x = 1, y = 2 }
local d = { nil, 2 }
local e = { [1] = "first", "second" }
print(#a, #b, #c, c.x + c.y, d[1], d[2], e[1])  --> 0	1	3	3	nil	2	second
local nested = { { { { "deep" } } } }
print(nested[1][1][1][1])  --> deep
print(#{ n = 1 }, #{ 1, 2, [3] = 3 } >= 2)  --> 0	true
