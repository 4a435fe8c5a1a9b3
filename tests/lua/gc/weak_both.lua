local weak = setmetatable({}, { __mode = "kv" })
local a, b = {}, {}
weak[a], weak[b] = b, {}
weak[{}] = a
collectgarbage()
local n = 0
for _ in pairs(weak) do n = n + 1 end
print(n, weak[a] == b, weak[b])  --> 1	true	nil
