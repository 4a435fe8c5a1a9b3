local grid = { "     ", "  #  ", "  #  ", "  #  ", "     " }
local function alive(g, r, c) local row = g[r]; return row and row:sub(c, c) == "#" and c >= 1 end
local function step(g)
  local out = {}
  for r = 1, #g do
    local line = {}
    for c = 1, #g[r] do
      local n = 0
      for dr = -1, 1 do for dc = -1, 1 do
        if (dr ~= 0 or dc ~= 0) and alive(g, r + dr, c + dc) then n = n + 1 end
      end end
      line[c] = (n == 3 or n == 2 and alive(g, r, c)) and "#" or "."
    end
    out[r] = table.concat(line)
  end
  return out
end
for _, line in ipairs(step(grid)) do print(line) end
--> .....
--> .....
--> .###.
--> .....
--> .....
