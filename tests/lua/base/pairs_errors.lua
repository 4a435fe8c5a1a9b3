-- targets: 5.1 5.1-int
print(pcall(pairs))  --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(pairs, 5))  --> false	bad argument #1 to '?' (table expected, got number)
print(pcall(ipairs))  --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(ipairs, "x"))  --> false	bad argument #1 to '?' (table expected, got string)
local f, s, c = pairs({})
print(f == next, type(s), c)  --> true	table	nil
