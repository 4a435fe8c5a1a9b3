-- targets: 5.1 5.1-int
local function f(x)
  if x == 0 then
    error("reached zero")
  end
  f(x - 1)
  return x
end
f(3)
--> error: error/uncaught_in_function.lua:4: reached zero
