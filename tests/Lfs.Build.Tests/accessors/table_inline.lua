--- Twice.
---@param n integer
---@return integer
local function twice(n) return n * 2 end
local function hidden() end
return {
  twice = twice,
  limit = 10,
  --- Thrice.
  ---@param n integer
  ---@return integer
  thrice = function(n) return n * 3 end,
}
