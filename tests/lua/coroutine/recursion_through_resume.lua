-- Each resume uses a C level; the limit is an error, not a crash.
local function nest(n)
  return coroutine.resume(coroutine.create(function() return nest(n + 1) end))
end
local r = { nest(1) }
print(r[1], tostring(r[#r]):match("C stack overflow"))  --> true	C stack overflow
