local function readonly(t)
  return setmetatable({}, { __index = t, __newindex = function(_, k) error("read-only: " .. tostring(k), 2) end })
end
local r = readonly({ a = 1 })
print(r.a, pcall(function() r.b = 2 end))  --> 1	false	metatable/readonly.lua:5: read-only: b
print(pcall(function() r.a = 2 end), r.a)  --> false	1
