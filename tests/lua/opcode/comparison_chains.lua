local function between(lo, x, hi) return lo <= x and x <= hi end
print(between(1, 2, 3), between(1, 4, 3), between(1, 1, 1))  --> true	false	true
local function sign(n) return n < 0 and -1 or n > 0 and 1 or 0 end
print(sign(-9), sign(0), sign(3))  --> -1	0	1
local function max3(a, b, c) return a >= b and a >= c and a or b >= c and b or c end
print(max3(1, 2, 3), max3(3, 2, 1), max3(2, 3, 1))  --> 3	3	3
