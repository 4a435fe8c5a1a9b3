-- targets: 5.1 5.1-int
local co = coroutine.create(function()
  print(pcall(function() coroutine.yield("blocked") end))
--> false	attempt to yield across metamethod/C-call boundary
  print(pcall(coroutine.yield, 1))  --> false	attempt to yield across metamethod/C-call boundary
  return "finished"
end)
print(coroutine.resume(co))  --> true	finished
