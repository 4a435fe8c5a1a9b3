local a, b, c = 1
print(a, b, c)  --> 1	nil	nil
a, b = 1, 2, 3
print(a, b)  --> 1	2
local t = {}
local i = 1
i, t[i] = i + 1, 20
print(i, t[1], t[2])  --> 2	20	nil
t.x, t.y, t.z = (function() return 1, 2 end)()
print(t.x, t.y, t.z)  --> 1	2	nil
a, b, a = 1, 2, 3
print(a, b)  --> 1	2
