local t = { 1, 2, 3 }
print(#t, #"hello", #"", #{}, #"a\0b")  --> 3	5	0	0	3
t[#t + 1] = 4
print(#t, #t + 1, -#t)  --> 4	5	-4
local s = "x"
print(#(s .. s .. s))  --> 3
