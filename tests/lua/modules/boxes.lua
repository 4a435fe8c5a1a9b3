local geometry = require("geometry")
local M = {}
function M.volume(w, h, d) return geometry.area(w, h) * d end
return M
