local M = { count = 0 }
--- Counts in the module itself.
---@return integer
function M:next()
  self.count = self.count + 1
  return self.count
end
M.reset = function(self) self.count = 0 end
return M
