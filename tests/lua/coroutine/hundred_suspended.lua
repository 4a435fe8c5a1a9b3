local cos = {}
for i = 1, 100 do
  cos[i] = coroutine.wrap(function() local n = i; while true do n = n + coroutine.yield(n) end end)
  cos[i]()
end
local sum = 0
for i = 1, 100 do sum = sum + cos[i](1) end
print(sum)  --> 5150
collectgarbage()
print(cos[50](0), cos[100](0))  --> 51	101
