-- targets: 5.1 5.1-int
print(assert(1, "unused", 3))  --> 1	unused	3
print(assert("v"))  --> v
print(pcall(assert, false))  --> false	assertion failed!
print(pcall(assert, nil, "message"))  --> false	message
print(pcall(assert, false, { 1 }))  --> false	bad argument #2 to '?' (string expected, got table)
print(pcall(assert))  --> false	bad argument #1 to '?' (value expected)
