local weak = setmetatable({}, { __mode = "v" })
weak[1] = {}
weak[2] = { weak[1] }
local keep = weak[2]
collectgarbage()
print(weak[1] ~= nil, weak[2] == keep)  --> true	true
keep = nil
collectgarbage()
print(weak[1], weak[2])  --> nil	nil
