-- device-only
-- targets: 5.1 5.1-int
local weak = setmetatable({}, { __mode = "v" })
local kept = node.LFS.get("counter")
weak[1], weak[2] = kept, node.LFS.get("counter")
for _ = 1, 5 do collectgarbage() end
print(weak[1] == kept, weak[2])  --> true	nil
print(kept(3).up(), node.LFS.get("greet")("again"))  --> 4	hello again
