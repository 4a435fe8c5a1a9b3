-- targets: 5.1 5.1-int
local t = { 1, 2, 3, 4, 5 }
print(table.remove(t), table.remove(t, 1), table.remove(t, 2), #t, table.concat(t, " "))  --> 5	1	3	2	2 4
print(table.remove({}), select("#", table.remove({})))  --> nil	0
print(table.remove(t, 2), table.remove(t, 1), #t)  --> 4	2	0
t = { "only" }
print(table.remove(t, 1), #t)  --> only	0
print(pcall(table.remove))  --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(table.remove, 5))  --> false	bad argument #1 to '?' (table expected, got number)
