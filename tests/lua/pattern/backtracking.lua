local s = ("a"):rep(20)
print(s:match("a*a*b"), s:match(("a?"):rep(10) .. ("a"):rep(10)) == s:sub(1, 20))  --> nil	true
print(("x = 1 -- comment"):match("^(%w+)%s*=%s*(%d+)%s*%-%-%s*(.*)$"))  --> x	1	comment
print(("aaab"):find("^(a*)(.-)b$") == 1)  --> true
print(#("x"):rep(1000):match(".-x$"), #("x"):rep(1000):match("x*"))  --> 1000	1000
