local M = {}
---@param value integer|string|string[]
---@param twice boolean|integer
---@return string
function M.show(value, twice)
  local text = type(value) == "table" and table.concat(value, ",") or tostring(value)
  return text .. "/" .. tostring(twice)
end
---@param n integer|number
---@return number|integer
function M.number(n) return n end
---@return integer|string
function M.either() return "x" end
return M
