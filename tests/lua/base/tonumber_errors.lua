-- targets: 5.1 5.1-int
print(pcall(tonumber))  --> false	bad argument #1 to '?' (value expected)
print(pcall(tonumber, "1", 1))  --> false	bad argument #2 to '?' (base out of range)
print(pcall(tonumber, "1", 37))  --> false	bad argument #2 to '?' (base out of range)
print(pcall(tonumber, {}, 10))  --> true	nil
