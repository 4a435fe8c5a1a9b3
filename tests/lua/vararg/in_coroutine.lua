local function gen(...)
  local args = { ... }
  return coroutine.wrap(function(...)
    local n = select("#", ...)
    coroutine.yield(n, #args)
    return "end", unpack(args)
  end)
end
local g = gen(1, 2, 3)
print(g("x", nil))  --> 2	3
print(g())  --> end	1	2	3
