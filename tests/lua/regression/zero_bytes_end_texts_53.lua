-- targets: 5.3 5.3-64
-- C formats messages and names, so a zero byte ends them.
print(#debug.traceback("a\0b", 100), debug.traceback("a\0b", 100):byte(1, 2))
print(load("\27Lua", "=a\0b"))
print(load("x = = 1", "=a\0b"))
--> 18	97	10
--> nil	a: truncated precompiled chunk
--> nil	a:1: unexpected symbol near '='
