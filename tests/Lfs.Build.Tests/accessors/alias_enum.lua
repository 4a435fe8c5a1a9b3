local M = {}
---@alias Mode
---| "read" # only reads
---| "write" # reads and writes
---@alias Level 1|2|3
---@alias Names string[]
---@param mode Mode
---@return Mode
function M.other(mode) return mode == "read" and "write" or "read" end
---@param mode? Mode
---@return string
function M.text(mode) return mode or "none" end
---@param names Names
---@param level Level
---@return string
function M.join(names, level) return table.concat(names, ",") .. level end
---@return Mode
function M.bad() return "append" end
---@param side "left"|"right"
---@return string
function M.side(side) return side end
return M
