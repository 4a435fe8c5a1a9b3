local s = "a\0b\0c"
print(#s, s:find("b"), #s:match(".*"), s:gsub("%z", "0"))  --> 5	3	5	a0b0c	2
print(("a\0b"):find("\0", 1, true), ("\0\1\2"):match("[\1-\2]+") == "\1\2")  --> 2	true
print(("\200\201\202"):match("[\201-\255]+") == "\201\202", ("\255"):match("%a"), ("\127"):match("%c") ~= nil)
--> true	nil	true
