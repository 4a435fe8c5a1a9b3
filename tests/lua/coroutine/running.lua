-- targets: 5.1 5.1-int
print(coroutine.running())  --> nil
local co
co = coroutine.create(function() return coroutine.running() == co end)
print(coroutine.resume(co))  --> true	true
print(coroutine.wrap(function() return type(coroutine.running()) end)())  --> thread
