-- targets: 5.1 5.1-int
local t = { 1, 2, 3 }
print(select("#", table.remove(t, 10)), table.remove(t, 0), #t)  --> 0	nil	3
print(table.remove({}, 1))  -->
