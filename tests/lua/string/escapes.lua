print("tab[\t] quote[\"] single['] backslash[\\]")  --> tab[	] quote["] single['] backslash[\]
print('single "double" \'escaped\'')  --> single "double" 'escaped'
print(#"\a\b\f\n\r\t\v\\\"\'", ("\a\b\f\n\r\t\v"):byte(1, -1))  --> 10	7	8	12	10	13	9	11
print("\65\066\0067", #"\0", ("\255\0\1"):byte(1, -1))  --> AB7	1	255	0	1
local s = "line one\
line two"
print(s)
--> line one
--> line two
print(#"\1234", "\104\105", "a\0b" == "a\0c", #"a\0b")  --> 2	hi	false	3
