local t = { "a", x = "X", "b", [3] = "three", "c", }
print(#t, t[1], t[2], t[3], t.x)  --> 3	a	b	c	X
local u = { [1] = "explicit", "positional" }
print(u[1])  --> positional
print(#{ 1, 2, 3, }, #{ 1; 2; 3; }, #{ (1) })  --> 3	3	1
