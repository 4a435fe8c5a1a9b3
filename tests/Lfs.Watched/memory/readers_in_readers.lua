local load, depth = (loadstring and _G.load or load), 0
local function read()
  depth = depth + 1
  if depth < 150 then load(read) end
  return ('x'):rep(1000 * K)
end
return pcall(load, read)
