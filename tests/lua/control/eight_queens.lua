local N = 6
local solutions, cols, up, down = 0, {}, {}, {}
local function place(row)
  if row > N then solutions = solutions + 1; return end
  for c = 1, N do
    if not (cols[c] or up[row + c] or down[row - c]) then
      cols[c], up[row + c], down[row - c] = true, true, true
      place(row + 1)
      cols[c], up[row + c], down[row - c] = nil, nil, nil
    end
  end
end
place(1)
print(solutions)  --> 4
