-- targets: 5.1 5.1-int
print(pcall(string.format))  --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(string.format, "%d"))  --> false	bad argument #2 to '?' (no value)
print(pcall(string.format, "%d", "x"))  --> false	bad argument #2 to '?' (number expected, got string)
print(pcall(string.format, "%d", {}))  --> false	bad argument #2 to '?' (number expected, got table)
print(pcall(string.format, "%s"))  --> false	bad argument #2 to '?' (no value)
print(pcall(string.format, "%y", 1))  --> false	invalid option '%y' to 'format'
print(pcall(string.format, "%", 1))  --> false	invalid option '%' to 'format'
print(pcall(string.format, "%s %s", 1))  --> false	bad argument #3 to '?' (no value)
print(pcall(string.format, "%10"))  --> false	bad argument #2 to '?' (no value)
print(pcall(string.format, "%c", "x"))  --> false	bad argument #2 to '?' (number expected, got string)
