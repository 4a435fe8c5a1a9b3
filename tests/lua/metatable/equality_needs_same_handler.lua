-- targets: 5.1 5.1-int
local function mk(f) return setmetatable({}, { __eq = f }) end
local f = function() return true end
local g = function() return true end
print(mk(f) == mk(f), mk(f) == mk(g), mk(f) == {})  --> true	false	false
