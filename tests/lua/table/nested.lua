local t = { list = { { id = 1, tags = { "a", "b" } }, { id = 2, tags = {} } } }
print(t.list[1].tags[2], #t.list[2].tags, t.list[2].id, t["list"][1]["id"])  --> b	0	2	1
t.list[2].tags[1] = "c"
t.self = t
print(t.self.self.list[2].tags[1])  --> c
local function depth(n) return n == 0 and {} or { depth(n - 1) } end
local d, n = depth(50), 0
while d[1] do d = d[1]; n = n + 1 end
print(n)  --> 50
