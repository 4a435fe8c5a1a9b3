local first = true
return pcall((loadstring and _G.load or load), function()
  if first then first = false return '\27Lua' end
  return ('x'):rep(1000 * K)
end)
