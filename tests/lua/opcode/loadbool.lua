local a, b = true, false
print(a, b)  --> true	false
print(1 < 2, 2 < 1, 1 == 1, 1 ~= 1)  --> true	false	true	false
local c, d = not a, not b
print(c, d)  --> false	true
local function larger(x, y) return x > y end
print(larger(2, 1), larger(1, 2))  --> true	false
local t = { 1 == 2, 1 <= 2, not nil }
print(t[1], t[2], t[3])  --> false	true	true
