local t, sum = {}, 0
for i = 1, 200 do t[i] = (i * 7919) % 211; sum = sum + t[i] end
table.sort(t)
local again = 0
for i = 1, 200 do again = again + t[i] end
print(sum == again, #t, t[1] <= t[2], t[199] <= t[200])  --> true	200	true	true
