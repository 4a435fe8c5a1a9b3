-- targets: 5.1 5.1-int
print(pcall(coroutine.yield, 1))  --> false	attempt to yield across metamethod/C-call boundary
print(pcall(function() return coroutine.yield() end))
--> false	attempt to yield across metamethod/C-call boundary
