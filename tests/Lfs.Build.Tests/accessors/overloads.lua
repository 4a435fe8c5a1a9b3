local M = {}
--- Adds or joins.
---@overload fun(a: string, b: string): string
---@overload fun(all: integer[]): integer
---@param a integer
---@param b integer
---@return integer
function M.plus(a, b)
  if type(a) == "table" then return a[1] + a[2] end
  if type(a) == "string" then return a .. b end
  return a + b
end
return M
