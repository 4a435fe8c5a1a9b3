-- targets: 5.3 5.3-64
-- The global unpack looks table.unpack up each time: lbaselib.c of 5.3, luaB_unpack.
print(unpack({1, 2, 3}, 2))
print(pcall(unpack, {}, 1, {}))
local library = table
table = {unpack = function(...) return "mine", select("#", ...) end}
print(unpack({}, nil, nil))
table = nil
print(pcall(unpack, {}))
table = library
--> 2	3
--> false	bad argument #3 to 'table.unpack' (number expected, got table)
--> mine	3
--> true
