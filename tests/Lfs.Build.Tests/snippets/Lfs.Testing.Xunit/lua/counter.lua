local M = {}

local n = 0

function M.reset()
  n = 0
end

function M.next(by)
  assert(not by or by >= 0, "not negative")
  n = n + (by or 1)
  return n
end

return M
