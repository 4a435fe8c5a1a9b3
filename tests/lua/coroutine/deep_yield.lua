local function dig(n)
  if n == 0 then return coroutine.yield("bottom") end
  local r = dig(n - 1)
  return r + 1
end
local co = coroutine.create(dig)
print(coroutine.resume(co, 100))  --> true	bottom
print(coroutine.resume(co, 0))  --> true	100
print(coroutine.status(co))  --> dead
