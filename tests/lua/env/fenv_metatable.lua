-- targets: 5.1 5.1-int
-- An __environment sandbox made from a metatable on the environment.
local log = {}
local env = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "read " .. k; return _G[k] end,
  __newindex = function(t, k, v) log[#log + 1] = "write " .. k; rawset(t, k, v) end,
})
setfenv(function() a = 1; b = tostring(a); a = 2 end, env)()
print(table.concat(log, ", "), env.a, env.b, a)  --> write a, read tostring, write b	2	1	nil
local protected = setmetatable({}, { __fenv = "unused" })
print(getfenv(setfenv(function() end, protected)) == protected)  --> true
local hidden = setmetatable({}, { __fenv = 1, __metatable = "m" })
print(getmetatable(hidden))  --> m
