--- Greets.
---@param name string
---@return string
local function greet(name) return "hello " .. name end
return greet
