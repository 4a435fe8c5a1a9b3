-- targets: 5.1 5.1-int
local t = { 1, 2, 3 }
table.insert(t, 6, "six")
print(t[4], t[5], t[6])  --> nil	nil	six
local u = { 1 }
table.insert(u, 0, "zero")
print(u[0], u[1], u[2])  --> zero	nil	1
