local M = {}
---@param x number
---@return number half
function M.half(x) return x / 2 end
return M
