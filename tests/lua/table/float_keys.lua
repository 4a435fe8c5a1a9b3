-- targets: 5.1 5.3 5.3-64
local t = {}
t[1.5], t[-0.5], t[2^53] = "a", "b", "c"
print(t[1.5], t[3 / 2], t[-0.5], t[2^53], t[1])  --> a	a	b	c	nil
t[1.0] = "int"
print(t[1], #t)  --> int	1
print(pcall(function() t[0 / 0] = 1 end))  --> false	table/float_keys.lua:7: table index is NaN
print(t[0 / 0], t[-0] == t[0])  --> nil	true
