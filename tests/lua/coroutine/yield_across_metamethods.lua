-- targets: 5.1 5.1-int
local mt = {
  __add = function() return coroutine.yield("add") end,
  __index = function() return coroutine.yield("index") end,
}
local co = coroutine.create(function() return setmetatable({}, mt) + 1 end)
print(coroutine.resume(co))  --> false	attempt to yield across metamethod/C-call boundary
co = coroutine.create(function() return setmetatable({}, mt).x end)
print(coroutine.resume(co))  --> false	attempt to yield across metamethod/C-call boundary
co = coroutine.create(function() table.sort({ 3, 2, 1 }, function(a, b) coroutine.yield(); return a < b end) end)
print(coroutine.resume(co))  --> false	attempt to yield across metamethod/C-call boundary
co = coroutine.create(function() return (("x"):gsub("x", function() coroutine.yield() end)) end)
print(coroutine.resume(co))  --> false	attempt to yield across metamethod/C-call boundary
co = coroutine.create(function() for _ in function() return coroutine.yield("iterator") end do end return "done" end)
print(coroutine.resume(co))  --> false	attempt to yield across metamethod/C-call boundary
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
