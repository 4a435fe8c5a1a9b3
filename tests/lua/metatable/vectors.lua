local V = {}
V.__index = V
local function vec(x, y) return setmetatable({ x = x, y = y }, V) end
V.__add = function(a, b) return vec(a.x + b.x, a.y + b.y) end
V.__sub = function(a, b) return vec(a.x - b.x, a.y - b.y) end
V.__mul = function(a, k) if type(a) == "number" then a, k = k, a end return vec(a.x * k, a.y * k) end
V.__unm = function(a) return vec(-a.x, -a.y) end
V.__eq = function(a, b) return a.x == b.x and a.y == b.y end
V.__lt = function(a, b) return a.x < b.x and a.y < b.y end
V.__le = function(a, b) return a.x <= b.x and a.y <= b.y end
V.__tostring = function(a) return "(" .. a.x .. "," .. a.y .. ")" end
local a, b = vec(1, 2), vec(3, 4)
print(tostring(a + b), tostring(b - a), tostring(a * 3), tostring(3 * a), tostring(-a))
--> (4,6)	(2,2)	(3,6)	(3,6)	(-1,-2)
print(a == vec(1, 2), a < b, a <= a, b > a)  --> true	true	true	true
