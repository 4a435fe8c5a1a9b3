-- targets: 5.1-int
local t = {}
for i = 5, 1, -2 do t[#t + 1] = i end
print(table.concat(t, " "))  --> 5 3 1
t = {}
for i = 1, 10 / 3 do t[#t + 1] = i end
print(table.concat(t, " "))  --> 1 2 3
