-- Points in the plane, with operators: metatables at work.

local vector = {}
local mt = {}

local function new(x, y)
  return setmetatable({ x = x, y = y }, mt)
end

mt.__index = mt
function mt.__add(a, b) return new(a.x + b.x, a.y + b.y) end
function mt.__sub(a, b) return new(a.x - b.x, a.y - b.y) end
function mt.__unm(a) return new(-a.x, -a.y) end
function mt.__eq(a, b) return a.x == b.x and a.y == b.y end
function mt.__lt(a, b) return a:length() < b:length() end
function mt.__tostring(a) return "(" .. a.x .. ", " .. a.y .. ")" end

-- A number scales, a vector gives the dot product.
function mt.__mul(a, b)
  if type(a) == "number" then return new(a * b.x, a * b.y) end
  if type(b) == "number" then return new(a.x * b, a.y * b) end
  return a.x * b.x + a.y * b.y
end

function mt:length()
  return math.sqrt(self * self)
end

vector.new = new
vector.zero = new(0, 0)
return vector
