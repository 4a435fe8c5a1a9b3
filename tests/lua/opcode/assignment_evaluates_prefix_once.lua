local log = {}
local function tab(n) log[#log + 1] = n; return { n } end
tab("a").x, tab("b").y = 1, 2
print(table.concat(log, " "))  --> a b
local t = { { v = 1 }, { v = 2 } }
local i = 0
local function idx() i = i + 1; return i end
t[idx()].v = t[idx()].v + 10
print(i, t[1].v, t[2].v)  --> 2	12	2
local a = { 1, 2, 3 }
local j = 1
j, a[j] = 2, "set"
print(j, a[1], a[2])  --> 2	set	2
