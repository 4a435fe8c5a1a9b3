--- A stack of values.
local Stack = {}
Stack.__index = Stack

--- Makes an empty stack.
function Stack.new()
  return setmetatable({ size = 0 }, Stack)
end

function Stack:push(value)
  self.size = self.size + 1
  self[self.size] = value
end

function Stack:pop()
  local value = self[self.size]
  self[self.size] = nil
  self.size = self.size - 1
  return value
end

return Stack
