-- targets: 5.1 5.1-int
print(("A"):byte(), ("abc"):byte(2), ("abc"):byte(-1), ("abc"):byte(1, -1))  --> 65	98	99	97	98	99
print(("abc"):byte(10), ("abc"):byte(0), (""):byte())  --> nil	nil
print(select("#", ("abc"):byte(2, 1)), select("#", ("\0\255"):byte(1, -1)))  --> 0	2
print(string.char(72, 105), string.char() == "", #string.char(0, 255))  --> Hi	true	2
print(pcall(string.char, 256))  --> false	bad argument #1 to '?' (invalid value)
print(pcall(string.char, -1))  --> false	bad argument #1 to '?' (invalid value)
print(pcall(string.char, "x"))  --> false	bad argument #1 to '?' (number expected, got string)
print(pcall(string.byte))  --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(string.byte, "a", {}))  --> false	bad argument #2 to '?' (number expected, got table)
