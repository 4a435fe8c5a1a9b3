-- targets: 5.1 5.1-int
local f = coroutine.wrap(function()
  error("in wrap")
end)
f()
--> error: error/uncaught_in_coroutine_wrap.lua:5: error/uncaught_in_coroutine_wrap.lua:3: in wrap
