-- device-only
-- An index of node.LFS becomes a text; what names a module in a call must be one.
print(node.LFS["7"](1))  --> seven	1
print(node.LFS[7](2))  --> seven	2
print(node.LFS.get("7")(3))  --> seven	3
print(node.LFS.get(7), node.flashindex(7), node.LFS[8], node.LFS[true], node.LFS[""])  --> nil	nil	nil	nil	nil
