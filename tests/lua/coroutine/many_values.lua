local co = coroutine.create(function(...)
  local n = select("#", ...)
  while true do n = select("#", coroutine.yield(n)) end
end)
local t = {}
for i = 1, 100 do t[i] = i end
print(coroutine.resume(co, unpack(t)))  --> true	100
print(coroutine.resume(co))  --> true	0
print(coroutine.resume(co, nil, nil))  --> true	2
print(select("#", coroutine.resume(coroutine.create(function() return unpack(t) end))))  --> 101
