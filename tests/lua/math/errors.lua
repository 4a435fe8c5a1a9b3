-- targets: 5.1 5.1-int
print(pcall(math.abs))  --> false	bad argument #1 to '?' (number expected, got no value)
print(pcall(math.floor, "x"))  --> false	bad argument #1 to '?' (number expected, got string)
print(pcall(math.max))  --> false	bad argument #1 to '?' (number expected, got no value)
print(pcall(math.min))  --> false	bad argument #1 to '?' (number expected, got no value)
print(pcall(math.max, 1, "x"))  --> false	bad argument #2 to '?' (number expected, got string)
print(pcall(math.random, 0))  --> false	bad argument #1 to '?' (interval is empty)
print(pcall(math.random, 2, 1))  --> false	bad argument #2 to '?' (interval is empty)
print(pcall(math.random, 1, 2, 3))  --> false	wrong number of arguments
print(pcall(math.sqrt, {}))  --> false	bad argument #1 to '?' (number expected, got table)
print(pcall(math.randomseed))  --> false	bad argument #1 to '?' (number expected, got no value)
print(math.max("10", 2), math.floor("7"))  --> 10	7
