-- targets: 5.1 5.1-int
local co = coroutine.create(function() local x = 1; error("inside") end)
print(coroutine.resume(co))  --> false	coroutine/error_inside.lua:2: inside
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
co = coroutine.create(function() coroutine.yield(1); error({ code = 5 }) end)
print(coroutine.resume(co))  --> true	1
local ok, e = coroutine.resume(co)
print(ok, e.code)  --> false	5
co = coroutine.create(function() undefined_function() end)
print(coroutine.resume(co))
--> false	coroutine/error_inside.lua:9: attempt to call global 'undefined_function' (a nil value)
