local function deep(n) if n == 0 then error("bottom") end deep(n - 1); return n end
local _, text = xpcall(function() deep(50) end, debug.traceback)
local n = select(2, text:gsub("\n", "\n"))
print(n, text:match("\n\t%.%.%.\n") ~= nil)  --> 23	true
