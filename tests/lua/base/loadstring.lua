-- targets: 5.1 5.1-int
print(loadstring("return 1 + 1")())  --> 2
print(loadstring("local a, b = ...; return b, a")(1, 2))  --> 2	1
print(loadstring("x ="))  --> nil	[string "x ="]:1: unexpected symbol near '<eof>'
print(loadstring("x =", "=name"))  --> nil	name:1: unexpected symbol near '<eof>'
print(loadstring("x =", "@file.lua"))  --> nil	file.lua:1: unexpected symbol near '<eof>'
print(pcall(loadstring("error('at run time')", "=chunk")))  --> false	chunk:1: at run time
print(loadstring("return", "=c")())  -->
print(pcall(loadstring))  --> false	bad argument #1 to '?' (string expected, got no value)
print(loadstring("")())  -->
