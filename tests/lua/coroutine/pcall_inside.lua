local co = coroutine.wrap(function()
  local ok, e = pcall(error, "one", 0)
  local got = coroutine.yield(ok, e)
  ok, e = pcall(function() error(got, 0) end)
  coroutine.yield(ok, e)
  return "end"
end)
print(co())  --> false	one
print(co("two"))  --> false	two
print(co())  --> end
