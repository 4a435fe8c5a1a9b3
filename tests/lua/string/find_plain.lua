-- targets: 5.1 5.1-int
print(("hello world"):find("wor"), ("hello"):find("l"), ("hello"):find("xyz"), ("hello"):find(""))
--> 7	3	nil	1	0
print(("hello"):find("l", 4), ("hello"):find("l", -1), ("hello"):find("l", 10), ("hello"):find("", 6))
--> 4	nil	nil	6	5
print(("a.b"):find(".", 1, true), ("a+b"):find("+", 1, true), ("a.b"):find("%.", 1, true))  --> 2	2	nil
print(("hello"):find("", 10), ("hello"):find("", -10), (""):find(""))  --> 6	1	1	0
print(("a\0b\0c"):find("\0c", 1, true), ("aXb"):find("X", -2, true))  --> 4	2	2
print(pcall(string.find, "x"), pcall(string.find))
--> false	false	bad argument #1 to '?' (string expected, got no value)
