local function none() end
local function one() return 1 end
local function three() return 1, 2, 3 end
print(none(), one(), three())  --> nil	1	1	2	3
print((none()), (three()))  --> nil	1
print(three(), 9)  --> 1	9
print(9, three())  --> 9	1	2	3
local a, b, c, d = three()
print(a, b, c, d)  --> 1	2	3	nil
local t = { three(), three() }
print(#t, t[1], t[2], t[4])  --> 4	1	1	3
three()
print(select("#", none()), select("#", three()), select("#", three(), three()))  --> 0	3	4
