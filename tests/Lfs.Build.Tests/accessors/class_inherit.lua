local M = {}

---@class Animal
---@field name string
local Animal = {}
Animal.__index = Animal
---@return string
function Animal:speak() return self.name .. " makes a sound" end
---@return string
function Animal:call() return "come, " .. self.name end

---@class Dog: Animal
local Dog = setmetatable({}, { __index = Animal })
Dog.__index = Dog
---@return string
function Dog:speak() return self.name .. " barks" end
---@return string
function Dog:fetch() return "ball" end

---@param name string
---@return Dog
function M.dog(name) return setmetatable({ name = name }, Dog) end
---@param a Animal
---@return string
function M.hear(a) return a:speak() end
return M
