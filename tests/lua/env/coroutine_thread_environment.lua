-- targets: 5.1 5.1-int
local co = coroutine.create(function() return getfenv(0) == _G end)
print(coroutine.resume(co))  --> true	true
local env = { getfenv = getfenv }
co = coroutine.create(function() setfenv(0, env); return getfenv(0) == env, getfenv(1) == env end)
setfenv(1, setmetatable({}, { __index = _G }))
print(coroutine.resume(co))  --> true	true	false
