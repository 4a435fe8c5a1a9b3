local weak = setmetatable({}, { __mode = "k" })
local key = {}
weak[key] = "kept"
weak[{}] = "dropped"
weak["string"] = {}
weak[1] = {}
collectgarbage()
local n = 0
for _ in pairs(weak) do n = n + 1 end
print(n, weak[key], type(weak.string), type(weak[1]))  --> 3	kept	table	table
key = nil
collectgarbage()
n = 0
for _ in pairs(weak) do n = n + 1 end
print(n)  --> 2
