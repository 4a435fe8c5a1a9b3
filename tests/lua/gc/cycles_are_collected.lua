local weak = setmetatable({}, { __mode = "v" })
do
  local a, b = {}, {}
  a.b, b.a = b, a
  weak.a, weak.b = a, b
  local c = setmetatable({}, {})
  getmetatable(c).__index = c
  c.f = function() return c end
  weak.c = c
end
local x, y, z = nil, nil, nil
collectgarbage()
print(weak.a, weak.b, weak.c)  --> nil	nil	nil
