local t = {}
for i = 1, 500 do t["k" .. i] = i end
for i = 1, 500 do t[i] = -i end
local n, sum = 0, 0
for k, v in pairs(t) do n = n + 1; sum = sum + v end
print(n, sum, #t, t.k250, t[250])  --> 1000	0	500	250	-250
for i = 1, 500, 2 do t["k" .. i] = nil end
n = 0
for _ in pairs(t) do n = n + 1 end
print(n, t.k1, t.k2)  --> 750	nil	2
for i = 1, 250 do t["new" .. i] = true end
print(t.new1, t.new250, t.k500, t[500])  --> true	true	500	-500
