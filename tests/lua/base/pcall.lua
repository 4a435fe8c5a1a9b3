-- targets: 5.1 5.1-int
print(pcall(function() return 1, nil, 3 end))  --> true	1	nil	3
print(pcall(function() end))  --> true
print(pcall(function(...) return select("#", ...) end, 1, nil))  --> true	2
print(pcall(error))  --> false	nil
print(pcall(error, nil))  --> false	nil
print(pcall(error, "msg", 0))  --> false	msg
print(pcall(nil))  --> false	attempt to call a nil value
print(pcall(5))  --> false	attempt to call a number value
print(pcall(pcall))  --> false	bad argument #1 to '?' (value expected)
print(pcall(pcall, error, "inner"))  --> true	false	inner
