local function f(x, y, z) return x and y or z end
print(f(1, 2, 3), f(nil, 2, 3), f(1, nil, 3), f(false, false, false))  --> 2	3	3	false
local a, b = nil, 5
local c = a or b
local d = a and b
local e = b and a
print(c, d, e)  --> 5	nil	nil
a = a or 10
b = b and 20
print(a, b)  --> 10	20
print(nil or false, false or nil, false and nil, nil and 1)  --> false	nil	false	nil
