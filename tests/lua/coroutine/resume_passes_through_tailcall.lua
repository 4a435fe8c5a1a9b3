local co = coroutine.wrap(function(a) return coroutine.yield(a) end)
print(co(1))  --> 1
print(co(2, 3))  --> 2	3
local co2 = coroutine.wrap(function() return (function() return coroutine.yield("inner") end)() end)
print(co2(), co2("back"))  --> inner	back
