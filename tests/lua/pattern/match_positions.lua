-- targets: 5.1 5.1-int
print(("hello world"):match("o", 6), ("hello"):match("l+", 4), ("hello"):match("h", 2), ("hello"):match(".", -1))
--> o	l	nil	o
print(("hello"):match("", 6) == "", ("abc"):match("b", "2"), ("abc"):match("c", 100), ("abc"):match("a", -100))
--> true	b	nil	a
print(pcall(string.match, "a"))  --> false	bad argument #2 to '?' (string expected, got no value)
print(pcall(string.match))  --> false	bad argument #1 to '?' (string expected, got no value)
