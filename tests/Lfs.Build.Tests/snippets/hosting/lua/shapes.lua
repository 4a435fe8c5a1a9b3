local M = {}

function M.area(width, height)
  return width * height
end

return M
