-- A module with constants.
local M = {}
M.VERSION = "1.2"
M.port = 23
M.debug = false
M.level = 1
--- How often it tries.
---@type integer
M.retries = 3
---@type string?
M.name = nil
M.anything = math.floor
M._hidden = 1
function M.raise() M.level = M.level + 1 end
return M
