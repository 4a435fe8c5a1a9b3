-- targets: 5.1 5.1-int
local n = 0
print(table.foreach({ a = 1, b = 2, 5 }, function(_, v) n = n + v end), n)  --> nil	8
print(table.foreach({ x = 9 }, function(k, v) return k .. v end))  --> x9
print(table.foreachi({ "a", "b", "c" }, function(i, v) print(i, v) end))
--> 1	a
--> 2	b
--> 3	c
-->
print(table.foreachi({ 5, 6, 7 }, function(i, v) if v == 6 then return "found at " .. i end end))
--> found at 2
print(pcall(table.foreach, {}, 5))  --> false	bad argument #2 to '?' (function expected, got number)
print(pcall(table.foreachi, 1, print))  --> false	bad argument #1 to '?' (table expected, got number)
