--- Tables in tables.
local M = {}

---@class Depot
---@field stock table<string, integer[]>
local Depot = {}
Depot.__index = Depot

---@return Depot
function M.depot() return setmetatable({ stock = { bolts = { 3, 5 } } }, Depot) end

---@param groups table<string, string[]>
---@return table<string, table<string, integer>> sizes
---@return table<string, integer>[] list
function M.measure(groups)
  local sizes, list = {}, {}
  for group, names in pairs(groups) do
    sizes[group] = {}
    for _, name in ipairs(names) do sizes[group][name] = #name end
    list[#list + 1] = sizes[group]
  end
  return sizes, list
end

---@param rows integer[][]
---@param pick fun(row: integer[]): table<string, integer[]>
---@return integer[][] rows
function M.rows(rows, pick)
  local out = {}
  for i, row in ipairs(rows) do out[i] = pick(row).all end
  return out
end

---@return (fun(): table<string, integer[]>)[] makers
function M.makers() return { function() return { one = { 1 } } end } end

---@async
---@return boolean ok
---@return string[] names
---@return string[]? problems
function M.scan()
  coroutine.yield()
  return true, { "a", "b" }, nil
end

---@return fun(): table<string, integer[]>?
function M.each()
  local n = 0
  return function()
    n = n + 1
    if n < 3 then return { row = { n, n * n } } end
  end
end

return M
