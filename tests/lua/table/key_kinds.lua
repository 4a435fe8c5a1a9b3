local t = {}
local a, b = {}, {}
t[a], t[b], t[1], t["1"], t[true], t[false], t[print] = 1, 2, 3, 4, 5, 6, 7
print(t[a], t[b], t[1], t["1"], t[true], t[false], t[print], t[{}])  --> 1	2	3	4	5	6	7	nil
t[1] = nil
print(t[1], t["1"])  --> nil	4
print(pcall(function() t[nil] = 1 end))  --> false	table/key_kinds.lua:7: table index is nil
print(t[nil], pcall(rawset, t, nil, 1))  --> nil	false	table index is nil
