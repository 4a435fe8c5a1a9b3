local ok, e = pcall(function()
  local ok, e = pcall(error, { code = 1 })
  e.code = e.code + 1
  error(e)
end)
print(ok, e.code)  --> false	2
local function finally(f, cleanup)
  local r = { pcall(f) }
  cleanup()
  if not r[1] then error(r[2], 0) end
  return unpack(r, 2)
end
print(pcall(finally, function() return 1, 2 end, function() print("cleanup") end))
--> cleanup
--> true	1	2
print(pcall(finally, function() error("failed", 0) end, function() print("cleanup") end))
--> cleanup
--> false	failed
