local M = {}
---@param point { x: integer, y: integer, name?: string }
---@return { x: integer, label: string? }
function M.shift(point) return { x = point.x + point.y, label = point.name } end
---@param o { only: string }
---@return string
function M.one(o) return o.only end
return M
