print(("key = value"):match("(%w+)%s*=%s*(%w+)"))  --> key	value
print(("hello"):match("()ll()"))  --> 3	5
print(("abc"):find("(b)(c)"))  --> 2	3	b	c
print(("abcd"):match("((a)(b))(c)"))  --> ab	a	b	c
print(("x"):match("()"), (""):match("()"), ("abc"):match("a()b()c()"))  --> 1	1	2	3	4
print(("2024-01-15"):match("(%d+)-(%d+)-(%d+)"))  --> 2024	01	15
print(("  trim me  "):match("^%s*(.-)%s*$") .. "|")  --> trim me|
