-- device-only
-- targets: 5.1 5.1-int
local a, b = node.LFS.get("counter")(10), node.LFS.get("counter")()
print(a.up(), a.up(5), b.up(), a.value(), b.value())  --> 11	16	1	16	1
collectgarbage()
print(a.up(), b.up())  --> 17	2
