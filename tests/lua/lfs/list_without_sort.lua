-- device-only
-- The list is sorted by the global table.sort, if there is a table of that name.
local kept = table
table = { sort = function(t) t.sorted = true end }
print(node.LFS.list().sorted)  --> true
table = 5
print(node.LFS.list())  --> 5
table = kept
print(#node.LFS.list() > 5)  --> true
