local M = {}
function M.area(w, h) return w * h end
function M.scale(shape, k) return { w = shape.w * k, h = shape.h * k } end
return M
