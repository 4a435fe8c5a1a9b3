local M = {}
---@param n integer
---@return integer
function M.next(n) return n + 1 end
---@param all integer[]
---@return integer
function M.first(all) return all[1] end
return M
