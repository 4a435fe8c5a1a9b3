do
  local a, b, c = 1, 2, 3
  print(a + b + c)  --> 6
end
local a, b, c
print(a, b, c)  --> nil	nil	nil
local function f(x)
  do local y, z = x, x end
  local p, q
  return p, q
end
print(f(7))  --> nil	nil
