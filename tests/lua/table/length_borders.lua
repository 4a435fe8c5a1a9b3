local t = {}
for i = 1, 100 do t[i] = i end
print(#t)  --> 100
for i = 100, 51, -1 do t[i] = nil end
print(#t)  --> 50
t[#t + 1] = "x"
print(#t)  --> 51
local u = { n = 1 }
for i = 1, 10 do u[i] = i end
print(#u)  --> 10
local v = {}
v[1] = 1; v[2] = 2; v[3] = 3; v[4] = 4
v[4] = nil
print(#v)  --> 3
local w = {}
for i = 1, 9 do w[10 - i] = i end
print(#w)  --> 9
