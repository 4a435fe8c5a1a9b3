---@class Settings
---@field volume integer
local M = { volume = 3 }
---@param n integer
---@return Settings
function M:louder(n) self.volume = self.volume + n return self end
return M
