-- device-only
-- targets: 5.1 5.1-int
local f = node.LFS.get("greet")
print(type(f), f("Lua"))  --> function	hello Lua
print(type(node.flashindex("greet")), node.flashindex("greet")("flash"))  --> function	hello flash
print(select("#", node.LFS.get("greet")), select("#", node.flashindex("greet")))  --> 1	1
