-- A chain through string.gsub uses a C level each time.
local depth = 0
local function nest() depth = depth + 1; return (("x"):gsub("x", nest)) end
local ok, message = pcall(nest)
print(ok, message:match("C stack overflow"), depth > 50)  --> false	C stack overflow	true
local t = setmetatable({}, {})
getmetatable(t).__index = function(self, k) return self[k] end
print((select(2, pcall(function() return t.x end))):match("C stack overflow"))  --> C stack overflow
