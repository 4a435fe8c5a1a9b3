local M = {}
---@tparam string a
---@param b Missing
---@param c integer|string
---@param d fun(
---@param zz integer
---@generic T
---@param t T
---@return T
function M.f(a, b, c, d, t) return t end
return M
