-- targets: 5.1 5.1-int
-- NodeMCU keeps no names of locals and upvalues, so its messages have none.
local up
local function try(f) print((select(2, pcall(f)):gsub("^.-:%d+: ", ""))) end
try(function() local x; return x.y end)  --> attempt to index a nil value
try(function() local x; x() end)  --> attempt to call a nil value
try(function() local x = {}; return x + 1 end)  --> attempt to perform arithmetic on a table value
try(function() return up.y end)  --> attempt to index upvalue '?' (a nil value)
try(function() up() end)  --> attempt to call upvalue '?' (a nil value)
try(function() return up .. "x" end)  --> attempt to concatenate upvalue '?' (a nil value)
