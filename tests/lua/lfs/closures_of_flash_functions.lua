-- device-only
-- targets: 5.1 5.1-int
local counters = {}
for i = 1, 20 do counters[i] = node.LFS.get("counter")(i) end
local sum = 0
for i = 1, 20 do sum = sum + counters[i].up(i) end
collectgarbage()
for i = 1, 20 do sum = sum + counters[i].value() end
print(sum)  --> 840
