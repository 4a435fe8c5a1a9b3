-- A robot that walks on a grid and remembers its way: closures at work, and a module that uses another.

local vector = require "vector"

local headings = {
  north = vector.new(0, 1),
  east = vector.new(1, 0),
  south = vector.new(0, -1),
  west = vector.new(-1, 0),
}

-- Each robot is a handful of functions that share two hidden variables.
local function robot()
  local at, way = vector.zero, {}

  local function go(heading, steps)
    local step = assert(headings[heading], "no such heading: " .. tostring(heading)) * (steps or 1)
    at = at + step
    way[#way + 1] = step
    return at
  end

  local function back()
    local step = table.remove(way)
    if step then at = at - step end
    return at
  end

  return { go = go, back = back, where = function() return at end }
end

local ada, bob = robot(), robot()
ada.go("north", 3)
ada.go("east", 4)
bob.go("west")

print("ada is at " .. tostring(ada.where()) .. ", " .. ada.where():length() .. " from home")
print("bob is at " .. tostring(bob.where()))
print("one step back: " .. tostring(ada.back()))
print("both home: " .. tostring(ada.back() == bob.back()))

local ok, message = pcall(ada.go, "up")
print("going up: " .. tostring(ok) .. ", " .. message:match("no such.*"))
