-- device-only
-- targets: 5.1 5.1-int
print(node.LFS.get("globals")(), node.LFS.get("globals")(), set_by_module)  --> 1	2	2
set_by_module = nil
local f = setfenv(node.LFS.get("globals"), { set_by_module = 40 })
print(f(), set_by_module)  --> 41	nil
