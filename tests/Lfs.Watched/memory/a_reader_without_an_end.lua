return pcall((loadstring and _G.load or load), function() return ('x'):rep(1000 * K) end)
