return pcall(string.rep, 'x', 1000000 * K), pcall(string.gsub, ('x'):rep(3000 * K), '.', ('y'):rep(3000)),
  pcall(string.format, ('%s'):rep(100), unpack((function()
    local t = {} for i = 1, 100 do t[i] = ('x'):rep(2000 * K) end return t end)()))
