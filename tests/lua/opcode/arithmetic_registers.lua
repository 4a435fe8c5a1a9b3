local a, b = 7, 2
print(a + b, a - b, a * b, a % b, -a)  --> 9	5	14	1	-7
print(a + 1, 1 + a, a - 1, 1 - a, a * 3, 3 * a, a % 4, 9 % a)  --> 8	8	6	-6	21	21	3	2
local c = a + b * a - b
print(c, (a + b) * (a - b))  --> 19	45
