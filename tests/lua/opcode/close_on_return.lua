local function pair()
  local n = 0
  return function() n = n + 1; return n end, function() return n end
end
local inc, get = pair()
local inc2, get2 = pair()
inc(); inc(); inc2()
print(get(), get2())  --> 2	1
local function early(stop)
  local v = "early"
  local function f() return v end
  if stop then v = "stopped"; return f end
  v = "late"
  return f
end
print(early(true)(), early(false)())  --> stopped	late
