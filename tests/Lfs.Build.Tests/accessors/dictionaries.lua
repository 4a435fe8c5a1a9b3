local M = {}
---@param ages table<string, integer>
---@return table<string, boolean>
function M.adults(ages)
  local out = {}
  for name, age in pairs(ages) do out[name] = age >= 18 end
  return out
end
---@param squares { [integer]: string }
---@param n integer
---@return string?
function M.look(squares, n) return squares[n] end
return M
