-- device-only
-- targets: 5.1 5.1-int
local Shape = {}
Shape.__index = node.LFS.get("geometry")()
Shape.__call = function(self) return self.area(self.w, self.h) end
local s = setmetatable({ w = 3, h = 5 }, Shape)
print(s(), s.area(2, 2), s.missing)  --> 15	4	nil
