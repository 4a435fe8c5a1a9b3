local function stack()
  local items, n = {}, 0
  local self = {}
  function self.push(v) n = n + 1; items[n] = v; return self end
  function self.pop() local v = items[n]; items[n] = nil; n = n - 1; return v end
  function self.size() return n end
  return self
end
local a, b = stack(), stack()
a.push(1).push(2).push(3)
b.push("x")
print(a.pop(), a.pop(), a.size(), b.size(), b.pop())  --> 3	2	1	1	x
