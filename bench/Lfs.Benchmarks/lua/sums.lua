local M = {}

--- Adds two numbers.
---@param a integer
---@param b integer
---@return integer
function M.add(a, b) return a + b end

return M
