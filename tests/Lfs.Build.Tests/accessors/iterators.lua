local M = {}
--- Counts up.
---@param last integer
---@return fun(): integer?
function M.upto(last)
  local n = 0
  return function() n = n + 1 if n <= last then return n end end
end
---@return fun(): string, integer
function M.pairs()
  local all, i = { "a", "b" }, 0
  return function() i = i + 1 if all[i] then return all[i], i end end
end
return M
