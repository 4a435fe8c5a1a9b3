local calls = 0
local function memoize(f)
  local cache = {}
  return function(x)
    local y = cache[x]
    if y == nil then y = f(x); cache[x] = y end
    return y
  end
end
local square = memoize(function(x) calls = calls + 1; return x * x end)
print(square(4), square(4), square(5), calls)  --> 16	16	25	2
