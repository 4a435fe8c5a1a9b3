-- targets: 5.1 5.1-int
print(getfenv() == _G, getfenv(1) == _G, getfenv(0) == _G, getfenv(print) == _G)  --> true	true	true	true
local f = setfenv(function() return getfenv(1) end, { getfenv = getfenv })
print(f() == getfenv(f), f() ~= _G)  --> true	true
print(pcall(getfenv, -1))  --> false	bad argument #1 to '?' (level must be non-negative)
print(pcall(getfenv, 100))  --> false	bad argument #1 to '?' (invalid level)
print(pcall(getfenv, {}))  --> false	bad argument #1 to '?' (number expected, got table)
