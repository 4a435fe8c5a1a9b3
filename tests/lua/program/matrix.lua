local function matrix(n, f)
  local m = {}
  for i = 1, n do m[i] = {}; for j = 1, n do m[i][j] = f(i, j) end end
  return m
end
local function multiply(a, b, n)
  return matrix(n, function(i, j)
    local s = 0
    for k = 1, n do s = s + a[i][k] * b[k][j] end
    return s
  end)
end
local a = matrix(3, function(i, j) return i + j end)
local identity = matrix(3, function(i, j) return i == j and 1 or 0 end)
local p = multiply(a, a, 3)
print(p[1][1], p[2][3], p[3][3], multiply(a, identity, 3)[2][1])  --> 29	62	77	3
