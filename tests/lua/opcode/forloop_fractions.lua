-- targets: 5.1
local t = {}
for i = 0, 1, 0.25 do t[#t + 1] = i end
print(#t, table.concat(t, " "))  --> 5	0 0.25 0.5 0.75 1
t = {}
for i = 1, 0, -0.5 do t[#t + 1] = i end
print(#t, table.concat(t, " "))  --> 3	1 0.5 0
for i = 1, 2.9 do t[#t + 1] = i end
print(#t, t[#t])  --> 5	2
for i = 0.5, 3 do t[#t + 1] = i end
print(t[#t])  --> 2.5
