local i = 0
local function next_value() i = i + 1; return i end
local t = { next_value(), k = next_value(), next_value(), [10] = next_value(), next_value(); next_value() }
print(t[1], t.k, t[2], t[10], t[3], t[4])  --> 1	2	3	4	5	6
