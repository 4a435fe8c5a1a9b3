local M = {}
---@param ... integer
---@return integer
function M.sum(...)
  local s = 0
  for i = 1, select("#", ...) do s = s + select(i, ...) end
  return s
end
function M.count(...) return select("#", ...) end
function M.echo(...) return ... end
function M.none() end
function M.maybe(x) if x then return true end end
return M
