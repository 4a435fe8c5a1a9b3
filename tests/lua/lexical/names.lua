local _, _1, a1b, A, _G_ = 1, 2, 3, 4, 5
print(_, _1, a1b, A, _G_)  --> 1	2	3	4	5
local andy, nott, iff, ends = 1, 2, 3, 4
print(andy + nott + iff + ends)  --> 10
local t = { ["and"] = 1, ["end"] = 2 }
print(t["and"], t["end"])  --> 1	2
