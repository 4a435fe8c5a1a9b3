-- targets: 5.1 5.1-int
print("%d-%s" % { 1, "a" })
print("%5.5s|" % "abcdefgh", "%d%%" % 50, "plain" % {})
print("%s %s %s" % { "a", 2, "c", "ignored" })
print("10" % 3, "10" % "4", 10 % "4")
print(pcall(function() return "%d" % "x" end))
print(pcall(function() return "%d %d" % { 1 } end))
--> 1-a
--> abcde|	50%	plain
--> a 2 c
--> 1	2	2
--> false	nodemcu/string_modulo.lua:6: bad argument #2 to '?' (number expected, got string)
--> false	nodemcu/string_modulo.lua:7: bad argument #3 to '?' (no value)
