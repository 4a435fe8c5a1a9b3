-- targets: 5.1 5.3 5.3-64
local a, b, c = 1, "text", -1
print(a, b, c)  --> 1	text	-1
local d = 1e3
print(d == 1000, "" == '', #"")  --> true	true	0
