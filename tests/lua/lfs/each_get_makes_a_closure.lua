-- device-only
-- targets: 5.1 5.1-int
local f, g = node.LFS.get("greet"), node.LFS.get("greet")
print(f == g, f ~= g, f("one"), g("two"))  --> false	true	hello one	hello two
