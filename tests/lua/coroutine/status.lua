local co, other
other = coroutine.create(function() print("in other", coroutine.status(co), coroutine.status(other)) end)
co = coroutine.create(function()
  print("in co", coroutine.status(co), coroutine.status(other))
  coroutine.resume(other)
  coroutine.yield()
end)
print(coroutine.status(co))
--> suspended
--> in co	running	suspended
--> in other	normal	running
coroutine.resume(co)
print(coroutine.status(co), coroutine.status(other))  --> suspended	dead
coroutine.resume(co)
print(coroutine.status(co))  --> dead
local failed = coroutine.create(function() error("x") end)
coroutine.resume(failed)
print(coroutine.status(failed))  --> dead
