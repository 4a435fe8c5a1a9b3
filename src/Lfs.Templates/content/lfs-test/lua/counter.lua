-- A module that keeps a table in RAM.

local M = { count = 0 }

--- Counts, and gives the new count.
---@return integer
function M.next()
  M.count = M.count + 1
  return M.count
end

return M
