-- device-only
-- targets: 5.3 5.3-64
-- A module file that the program has made is asked.
file = { exists = function(...) print(...) return false end }
print(node.LFS.reload(5, 6))
--> 5
--> No LFS partition allocated
print(node.LFS.reload({}))
--> nil
--> No LFS partition allocated
