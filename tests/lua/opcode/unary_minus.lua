-- targets: 5.1 5.1-int
local a = 5
print(-a, - -a, -(-a), -a + a)  --> -5	5	5	0
print(-"3", -"-4")  --> -3	4
local t = { -a, -1 }
print(t[1], t[2])  --> -5	-1
