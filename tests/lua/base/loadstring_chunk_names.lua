-- targets: 5.1 5.1-int
local long = ("return 1 + + -- "):rep(10)
print(loadstring(long))
--> nil	[string "return 1 + + -- return 1 + + -- return 1 + + -- return 1 + + --..."]:1: unexpected symbol near '+'
print(loadstring("return 1 + +\nsecond line"))
--> nil	[string "return 1 + +..."]:1: unexpected symbol near '+'
print(loadstring("\nreturn 1 + +"))  --> nil	[string "..."]:2: unexpected symbol near '+'
print(loadstring("?", "@" .. ("dir/"):rep(30) .. "f.lua"))
--> nil	...ir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/dir/f.lua:1: unexpected symbol near '?'
print(loadstring("?", "=" .. ("n"):rep(100)))
--> nil	nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn:1: unexpected symbol near '?'
