-- targets: 5.3 5.3-64
-- When pcall returns it protects no more: an error of its return hook is its caller's.
local n = 0
local function protected()
  debug.sethook(function()
    if debug.getinfo(2, "f").func == pcall then n = n + 1 error("x" .. n, 0) end
  end, "r")
  return pcall(function() return pcall(function() end) end)
end
local ok, message = select(2, coroutine.resume(coroutine.create(function() return pcall(protected) end)))
print(ok, message, n)
--> x3	nil	3
local co = coroutine.create(function()
  debug.sethook(function() error("returned", 0) end, "r")
  coroutine.yield()
end)
print(coroutine.resume(co))    --> false	returned
print(coroutine.status(co))    --> dead
