print(("hello"):match("^h"), ("hello"):match("^e"), ("hello"):match("o$"), ("hello"):match("l$"), ("hello"):match("^hello$"))
--> h	nil	o	nil	hello
print((""):match("^$") == "", ("a^b"):match("a^b"), ("a$b"):match("a$b"), ("x$"):match("%$"))
--> true	a^b	a$b	$
print(("aaa"):gsub("^a", "b"), ("aaa"):gsub("a$", "b"), ("abc"):find("^b", 2), ("abc"):find("^a", 2))
--> baa	aab	2	nil
