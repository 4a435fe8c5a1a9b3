-- targets: 5.1 5.1-int
print(("x"):rep(3), ("%d %s"):format(1, "a"), #("abc"):upper())  --> xxx	1 a	3
print(("abc").len == string.len, ("abc").missing, ("abc")[1])  --> true	nil	nil
print(pcall(function() return ("abc").x.y end))
--> false	string/methods_on_literals.lua:4: attempt to index field 'x' (a nil value)
print(pcall(function() return ("abc"):nope() end))
--> false	string/methods_on_literals.lua:6: attempt to call method 'nope' (a nil value)
print(pcall(function() local s = "abc"; s.x = 1 end))
--> false	string/methods_on_literals.lua:8: attempt to index a string value
