-- targets: 5.1 5.1-int
local ok, e = pcall(assert, nil, { reason = "table" })
print(ok, type(e), e.reason)  --> false	string	nil
print(pcall(assert, false, nil))  --> false	assertion failed!
print(select("#", assert(1, 2, 3)))  --> 3
print(pcall(assert, 1 == 2, "one is not " .. 2))  --> false	one is not 2
print(pcall(function() assert(tonumber("x"), "not a number") end))
--> false	error/assert_with_values.lua:7: not a number
