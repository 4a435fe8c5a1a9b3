local weak = setmetatable({}, { __mode = "v" })
local function make(i) return function() return i end end
local f = make(1)
weak[1], weak[2] = f, make(2)
collectgarbage()
print(weak[1] and weak[1](), weak[2])  --> 1	nil
local co = coroutine.create(function() end)
weak[3], weak[4] = co, coroutine.create(function() end)
collectgarbage()
print(weak[3] == co, weak[4])  --> true	nil
