print("a" < "b", "abc" < "abd", "abc" < "abcd", "" < "a", "a" < "A", "Z" < "a")
--> true	true	true	true	false	true
print("a\0a" < "a\0b", "a\0" < "a\0\0", "\1" < "\2", "10" < "2")  --> true	true	true	true
print("a" <= "a", "b" >= "a", not ("a" > "a"), "x" == "x" .. "")  --> true	true	true	true
local t = { "pear", "apple", "fig", "Apple", "" }
table.sort(t)
print(table.concat(t, ","))  --> ,Apple,apple,fig,pear
