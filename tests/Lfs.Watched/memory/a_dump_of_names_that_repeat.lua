if node and node.stripdebug then node.stripdebug(1) end
local name = ('n'):rep(3000 * K)
local f = load('local ' .. name .. ' return ' .. ('function() return '):rep(100) .. name .. (' end'):rep(100))
return pcall(string.dump, f, false)
