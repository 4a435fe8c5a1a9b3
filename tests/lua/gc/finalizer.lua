-- targets: 5.1 5.1-int
local order = {}
local function proxy(name)
  local p = newproxy(true)
  getmetatable(p).__gc = function() order[#order + 1] = name end
  return p
end
local kept = proxy("kept")
proxy("one"); proxy("two"); proxy("three")
collectgarbage()
print(table.concat(order, " "))  --> three two one
kept = nil
collectgarbage()
print(table.concat(order, " "))  --> three two one kept
