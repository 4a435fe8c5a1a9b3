-- targets: 5.1 5.1-int
print(pcall(rawget, 1, 1))  --> false	bad argument #1 to '?' (table expected, got number)
print(pcall(rawget, {}))  --> false	bad argument #2 to '?' (value expected)
print(pcall(rawset, nil, 1, 2))  --> false	bad argument #1 to '?' (table expected, got nil)
print(pcall(rawset, {}, 1))  --> false	bad argument #3 to '?' (value expected)
print(pcall(rawset, {}, nil, 1))  --> false	table index is nil
print(pcall(rawequal, 1))  --> false	bad argument #2 to '?' (value expected)
