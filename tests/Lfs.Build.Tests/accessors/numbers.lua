local M = {}
---@param a integer
---@param b integer
---@return integer
function M.add(a, b) return a + b end
---@param x number
---@return number
function M.twice(x) return x * 2 end
---@param flag boolean
---@return boolean
function M.negate(flag) return not flag end
---@return integer
function M.wrong() return "no number" end
return M
