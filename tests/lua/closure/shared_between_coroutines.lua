local n = 0
local co = coroutine.wrap(function()
  for _ = 1, 3 do n = n + 1; coroutine.yield(n) end
end)
print(co(), n)  --> 1	1
n = 10
print(co(), n)  --> 11	11
local get
local gen = coroutine.wrap(function()
  local hidden = 1
  get = function() return hidden end
  coroutine.yield()
  hidden = 2
end)
gen()
print(get())  --> 1
gen()
print(get())  --> 2
