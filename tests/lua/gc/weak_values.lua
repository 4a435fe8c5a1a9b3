local weak = setmetatable({}, { __mode = "v" })
local value = {}
weak.kept, weak.dropped = value, {}
weak.string, weak.number, weak.boolean = "s", 1, true
weak[1], weak[2] = {}, value
collectgarbage()
print(weak.kept == value, weak.dropped, weak.string, weak.number, weak.boolean, weak[1], weak[2] == value)
--> true	nil	s	1	true	nil	true
