local M = {}
--- Gives a number.
---@deprecated use `M.fresh`
---@return integer
function M.stale() return 1 end
---@nodiscard
---@return integer
function M.fresh() return 2 end
return M
