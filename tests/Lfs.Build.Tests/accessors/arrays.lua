local M = {}
---@param list integer[]
---@return integer[]
function M.double(list)
  local out = {}
  for i, n in ipairs(list) do out[i] = n * 2 end
  return out
end
---@param rows string[][]
---@return string[][]
function M.rows(rows) rows[#rows + 1] = { "end" } return rows end
---@return (string|integer)[]
function M.mixed() return { 1, "two" } end
return M
