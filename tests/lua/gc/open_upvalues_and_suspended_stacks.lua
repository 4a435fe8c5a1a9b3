local co = coroutine.wrap(function()
  local t = { "alive" }
  local f = function() return t[1] end
  coroutine.yield(f)
  t[1] = "changed"
  coroutine.yield()
  return t[1]
end)
local f = co()
collectgarbage()
print(f())  --> alive
co()
collectgarbage()
print(f(), co())  --> changed	changed
