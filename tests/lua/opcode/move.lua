local a, b, c = 1, 2, 3
a, b, c = c, a, b
print(a, b, c)  --> 3	1	2
local d = a
a = 9
print(d, a)  --> 3	9
do
  local e, f = a < 1, b
  print(e, f)  --> false	1
end
