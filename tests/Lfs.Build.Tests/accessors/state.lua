local M = {}
LOADS = (LOADS or 0) + 1
local n = 0
---@return integer
function M.next() n = n + 1 return n end
return M
