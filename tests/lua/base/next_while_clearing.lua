local t = {}
for i = 1, 20 do t[i] = i; t["k" .. i] = i end
local n = 0
for k in pairs(t) do t[k] = nil; n = n + 1 end
print(n, next(t))  --> 40	nil
t = { a = 1, b = 2 }
for k, v in pairs(t) do t[k] = v * 10 end
print(t.a, t.b)  --> 10	20
