-- targets: 5.1 5.1-int
local seen
do
  local p = newproxy(true)
  getmetatable(p).__gc = function(object) seen = type(object); resurrected = object end
  p = nil
end
collectgarbage()
print(seen, type(resurrected))  --> userdata	userdata
resurrected = nil
collectgarbage()
print(seen)  --> userdata
