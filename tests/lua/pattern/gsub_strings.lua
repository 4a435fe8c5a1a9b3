-- targets: 5.1 5.1-int
print(("hello"):gsub("l", "L"), ("hello"):gsub("l", "L", 1), ("hello"):gsub("x", "y"), ("hello"):gsub("", "-"))
--> heLLo	heLlo	hello	-h-e-l-l-o-	6
print(("hello world"):gsub("(%w+)", "<%1>"), ("hello"):gsub("(h)(e)", "%2%1"), ("abc"):gsub("%w", "%0%0"))
--> <hello> <world>	ehllo	aabbcc	3
print(("100%"):gsub("%%", " percent"), ("a.b.c"):gsub("%.", "%%"), ("abc"):gsub("b", "%%1"))
--> 100 percent	a%b%c	a%1c	1
print(("x"):gsub("x", "%1"), ("abc"):gsub(".", "", 2), ("abc"):gsub("b", 5), ("aaa"):gsub("a", "b", 0))
--> x	c	a5c	aaa	0
print(("abc"):gsub("a*", "x"), (""):gsub("", "x"), ("a,b"):gsub(",", "\n"))
--> xxbxcx	x	a
--> b	1
