local M = {}
---@param a integer
---@param b integer
---@return integer quotient
---@return integer remainder how much is left
function M.divide(a, b) return (a - a % b) / b, a % b end
---@return string?
---@return string? error
function M.try(works) if works then return "fine" end return nil, "failed" end
---@return integer, string
function M.unnamed() return 1, "one" end
---@return integer first
---@return string ... the rest
function M.many() return 1, "a", "b" end
return M
