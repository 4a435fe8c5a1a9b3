--- A module whose functions C# calls without their types.
local M = {}

function M.sum(...)
  local sum = 0
  for _, x in ipairs({ ... }) do sum = sum + x end
  return sum
end

return M
