local function garbage() local t = {}; for i = 1, 200 do t[i] = { i } end return #t end
collectgarbage(); collectgarbage()
local before = collectgarbage("count")
print(garbage())  --> 200
collectgarbage(); collectgarbage()
print(collectgarbage("count") - before < 1)  --> true
