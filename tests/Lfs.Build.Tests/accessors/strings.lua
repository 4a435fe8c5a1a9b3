local M = {}
--- Turns a text around.
---@param text string
---@return string
function M.reverse(text) return text:reverse() end
---@param prefix string
---@param text? string
---@return string
function M.label(prefix, text) return prefix .. ":" .. (text or "none") end
---@param text string
---@return integer
function M.size(text) return #text end
return M
