local root = { kind = "root", color = "red" }
local mid = setmetatable({ kind = "mid" }, { __index = root })
local leaf = setmetatable({ kind = "leaf" }, { __index = mid })
print(leaf.kind, leaf.color, leaf.missing, mid.color, rawget(leaf, "color"))  --> leaf	red	nil	red	nil
root.color = "blue"
print(leaf.color)  --> blue
leaf.color = "own"
print(leaf.color, mid.color)  --> own	blue
