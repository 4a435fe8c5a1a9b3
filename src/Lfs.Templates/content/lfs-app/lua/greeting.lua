-- A module in the usual form: a table of functions.

local M = {}

--- The words for a name.
---@param name string
---@return string
function M.words(name)
  return "Hello from flash, " .. name .. "!"
end

return M
