local M = {}

local count = 0

function M.next(step)
  if step and step < 0 then
    error("a step is not negative")
  end
  count = count + (step or 1)
  return count
end

function M.reset()
  count = 0
end

return M
