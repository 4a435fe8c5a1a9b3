-- device-only
-- targets: 5.1 5.1-int
print(node.LFS.get("no such module"), node.flashindex(""), node.LFS.get("Greet"))  --> nil	nil	nil
print(node.LFS.get(), node.LFS.get(nil), node.LFS.get({}), node.LFS.get(true))  --> nil	nil	nil	nil
print(select("#", node.LFS.get()), select("#", node.flashindex("nothing")))  --> 1	1
