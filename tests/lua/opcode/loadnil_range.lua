local a, b, c
print(a, b, c)  --> nil	nil	nil
local d = 1
local e, f, g, h, i
print(d, e, f, g, h, i)  --> 1	nil	nil	nil	nil	nil
d, e = nil
print(d, e)  --> nil	nil
for n = 1, 3 do
  local x, y
  print(n, x, y)
  x, y = n, n
end
--> 1	nil	nil
--> 2	nil	nil
--> 3	nil	nil
