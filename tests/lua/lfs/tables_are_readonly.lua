-- device-only
-- targets: 5.1 5.1-int
print(pcall(function() node.LFS.extra = 1 end))
--> false	lfs/tables_are_readonly.lua:3: table is readonly
print(pcall(function() node.heap = nil end))
--> false	lfs/tables_are_readonly.lua:5: table is readonly
print(pcall(rawset, node, "x", 1))  --> false	table is readonly
print(node.x, type(node.heap), rawget(node, "heap") == node.heap)  --> nil	function	true
