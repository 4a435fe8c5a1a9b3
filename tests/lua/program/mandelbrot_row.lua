-- targets: 5.1 5.3 5.3-64
local row = {}
for x = 0, 19 do
  local cr, ci, zr, zi, n = x / 10 - 1.5, 0.3, 0, 0, 0
  while n < 50 and zr * zr + zi * zi < 4 do zr, zi, n = zr * zr - zi * zi + cr, 2 * zr * zi + ci, n + 1 end
  row[#row + 1] = n == 50 and "#" or n > 5 and "+" or "."
end
print(table.concat(row))  --> ..+++++++##########+
