-- targets: 5.1 5.1-int
-- The text of a traceback is joined to all arguments that are there: ldblib.c of 5.1, debug_errorfb.
print((debug.traceback("a\0b", 100):gsub("%z", "0")))
print(debug.traceback("a", 100, "b"))
print(pcall(debug.traceback, "a", 100, {}))
print(debug.traceback("a", "100"))
print(pcall(debug.traceback, nil, 100), pcall(debug.traceback, {}, 100) == true)
print(loadstring("\27Lua", "=a\0b"))
print(pcall(string.dump, "x", {}))
print(pcall(string.rep, {}, {}))
print(pcall(string.rep, "x", {}))
print(pcall(table.sort, {3, 1}, 1))
--> a0b
--> stack traceback:
--> a100
--> stack traceback:
--> true	a100
--> stack traceback:
--> a
--> stack traceback:
--> true	true
--> nil	a: unexpected end in precompiled chunk
--> false	bad argument #1 to '?' (function expected, got string)
--> false	bad argument #1 to '?' (string expected, got table)
--> false	bad argument #2 to '?' (number expected, got table)
--> false	bad argument #2 to '?' (function expected, got number)
