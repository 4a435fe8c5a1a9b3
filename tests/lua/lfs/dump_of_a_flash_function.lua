-- device-only
-- targets: 5.1 5.1-int
local copy = loadstring(string.dump(node.LFS.get("geometry")))
print(type(copy), copy().area(6, 7))  --> function	42
print(loadstring(string.dump(node.LFS.get("greet"), false))("dump"))  --> hello dump
