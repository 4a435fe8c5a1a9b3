-- targets: 5.1 5.1-int
local t = {}
table.insert(t, "a")
table.insert(t, 1, "b")
table.insert(t, 2, "c")
table.insert(t, 4, "d")
print(#t, table.concat(t, " "))  --> 4	b c a d
print(select("#", table.insert(t, "e")), #t)  --> 0	5
print(pcall(table.insert))  --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(table.insert, t))  --> false	wrong number of arguments to 'insert'
print(pcall(table.insert, t, 1, 2, 3))  --> false	wrong number of arguments to 'insert'
print(pcall(table.insert, t, "x", 1))  --> false	bad argument #2 to '?' (number expected, got string)
print(pcall(table.insert, nil, 1))  --> false	bad argument #1 to '?' (table expected, got nil)
