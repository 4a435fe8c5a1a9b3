-- device-only
-- targets: 5.1 5.1-int
print(type(node.LFS.greet), node.LFS.greet("field"))  --> function	hello field
print(node.LFS.nothing, node.LFS[1], node.LFS[true])  --> nil	nil	nil
print(type(node.LFS.get), type(node.LFS.list))  --> function	function
print(node.LFS["counter"](5).value())  --> 5
