local gen = coroutine.wrap(function(...)
  for i = 1, select("#", ...) do coroutine.yield((select(i, ...))) end
  return "last"
end)
print(gen("a", "b"), gen(), gen())  --> a	b	last
print(pcall(gen))  --> false	cannot resume dead coroutine
local bad = coroutine.wrap(function() error("wrapped") end)
print(pcall(bad))  --> false	coroutine/wrap.lua:7: wrapped
local bad_table = coroutine.wrap(function() error({ n = 1 }) end)
print(type(select(2, pcall(bad_table))))  --> table
