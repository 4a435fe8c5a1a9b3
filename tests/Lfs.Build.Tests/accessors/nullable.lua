local M = {}
---@param key string|nil
---@return integer|nil
function M.find(key) if key == "a" then return 1 end end
---@param flag? boolean
---@return boolean?
function M.same(flag) return flag end
---@param list? integer[]
---@return integer[]?
function M.list(list) return list end
return M
