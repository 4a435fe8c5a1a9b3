local get
local function fail()
  local v = 1
  get = function() v = v + 1; return v end
  v = 10
  error("stop")
end
print(pcall(fail))  --> false	closure/survives_error.lua:6: stop
print(get(), get())  --> 11	12
