-- targets: 5.1-int
local zero = 0
print(pcall(function() return 1 / zero end))  --> false	int/division_by_zero.lua:-1: divide by zero
print(pcall(function() return 1 % zero end))  --> false	int/division_by_zero.lua:-1: modulo by zero
print(pcall(function() return 1 / 0 end))  --> false	int/division_by_zero.lua:-1: divide by zero
print(pcall(function() return 0 % 0 end))  --> false	int/division_by_zero.lua:-1: modulo by zero
