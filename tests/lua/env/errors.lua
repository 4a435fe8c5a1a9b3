-- targets: 5.1 5.1-int
print(pcall(setfenv, pcall, {}))  --> false	'setfenv' cannot change environment of given object
print(pcall(setfenv, 1, 2))  --> false	bad argument #2 to '?' (table expected, got number)
print(pcall(setfenv, 100, {}))  --> false	bad argument #1 to '?' (invalid level)
print(pcall(setfenv, -1, {}))  --> false	bad argument #1 to '?' (level must be non-negative)
print(pcall(setfenv, "x", {}))  --> false	bad argument #1 to '?' (number expected, got string)
print(pcall(setfenv))  --> false	bad argument #2 to '?' (table expected, got no value)
print(pcall(function() setfenv(1, {}); print("no print here") end))
--> false	env/errors.lua:8: attempt to call global 'print' (a nil value)
