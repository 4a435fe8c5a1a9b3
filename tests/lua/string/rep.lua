-- targets: 5.1 5.1-int
print(("ab"):rep(3), ("x"):rep(0) == "", ("x"):rep(-1) == "", (""):rep(100) == "")  --> ababab	true	true	true
print(#("abc"):rep(1000), ("a\0"):rep(2):byte(1, -1))  --> 3000	97	0	97	0
print(pcall(string.rep), pcall(string.rep, "x"))
--> false	false	bad argument #2 to '?' (number expected, got no value)
print(string.rep(1, 3), ("-"):rep("4"))  --> 111	----
