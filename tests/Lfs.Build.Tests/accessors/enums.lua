local M = {}
---@enum Colour
local Colour = {
  RED = 1, -- like blood
  LIGHT_BLUE = 4,
}
--- How it moves.
---@enum (key) Motion
M.Motion = { slow = {}, fast = 2 }
---@enum Unit
M.Unit = { metre = "m", second = "s" }
M.Colour = Colour
---@param c Colour
---@return Colour
function M.next(c) return c == Colour.RED and Colour.LIGHT_BLUE or Colour.RED end
---@param u Unit
---@return string
function M.unit(u) return u end
return M
