local M = {}
---@param class string
---@param call string
---@param event string
---@param value string
---@return string
function M.new(class, call, event, value) return class .. call .. event .. value end
function M.equals(arguments) return arguments end
function M.get_type() return "t" end
function M.getType() return "u" end
M["not-a-name"] = function() end
M.handle = 1
M.table = 2
return M
