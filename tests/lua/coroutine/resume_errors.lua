-- targets: 5.1 5.1-int
local co = coroutine.create(function() return 1 end)
coroutine.resume(co)
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
co = coroutine.create(function() coroutine.resume(co); print(coroutine.resume(co)) end)
--> false	cannot resume running coroutine
print(coroutine.resume(co))  --> true
print(pcall(coroutine.resume))  --> false	bad argument #1 to '?' (coroutine expected)
print(pcall(coroutine.resume, print))  --> false	bad argument #1 to '?' (coroutine expected)
print(pcall(coroutine.create))  --> false	bad argument #1 to '?' (Lua function expected)
print(pcall(coroutine.create, 1))  --> false	bad argument #1 to '?' (Lua function expected)
print(pcall(coroutine.create, print))  --> false	bad argument #1 to '?' (Lua function expected)
print(pcall(coroutine.status, {}))  --> false	bad argument #1 to '?' (coroutine expected)
print(pcall(coroutine.wrap))  --> false	bad argument #1 to '?' (Lua function expected)
