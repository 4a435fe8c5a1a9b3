-- targets: 5.1-int
local t = { [7 / 2] = "three" }
print(t[3], t[10 / 3], #{ 1, 2 }, table.maxn({ [100] = 1 }))  --> three	three	2	100
