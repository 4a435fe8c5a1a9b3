local t = {}
for _, i in ipairs({ 1, -1, 0, 1000000, 2147483647, -2147483647 }) do t[i] = i end
print(t[1], t[-1], t[0], t[1000000], t[2147483647], t[-2147483647], t[2])
--> 1	-1	0	1000000	2147483647	-2147483647	nil
local n = 0
for _ in pairs(t) do n = n + 1 end
print(n)  --> 6
