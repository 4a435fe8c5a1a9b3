local a, b, c, d, e, f, g, h, i, j = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
local k, l, m, n, o, p, q, r, s, t = 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
local function sum()
  return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t
end
print(sum())  --> 210
a, t = 100, 200
print(sum())  --> 489
