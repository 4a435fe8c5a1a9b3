-- targets: 5.3 5.3-64
-- The first wrong argument in the order in which the reference reads them is named.
print(pcall(debug.setlocal, "x"))
print(pcall(string.dump, "x", {}))
print(pcall(string.rep, {}, {}))
print(pcall(string.rep, "x", {}))
print(pcall(table.sort, {3, 1}, 1))
--> false	bad argument #1 to 'debug.setlocal' (number expected, got string)
--> false	bad argument #1 to 'string.dump' (function expected, got string)
--> false	bad argument #1 to 'string.rep' (string expected, got table)
--> false	bad argument #2 to 'string.rep' (number expected, got table)
--> false	bad argument #2 to 'table.sort' (function expected, got number)
