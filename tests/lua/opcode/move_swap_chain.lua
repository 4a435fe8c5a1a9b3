local t = { 1, 2, 3, 4 }
local i, j = 1, 4
while i < j do
  t[i], t[j] = t[j], t[i]
  i, j = i + 1, j - 1
end
print(t[1], t[2], t[3], t[4])  --> 4	3	2	1
local a, b = 1, 1
for _ = 1, 10 do a, b = b, a + b end
print(a, b)  --> 89	144
