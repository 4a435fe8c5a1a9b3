local log = {}
local t = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "get " .. k; return k end,
  __newindex = function(_, k) log[#log + 1] = "set " .. k end,
  __eq = function() return true end,
})
print(t.a, rawget(t, "a"))  --> a	nil
t.b = 1
rawset(t, "c", 2)
print(rawget(t, "b"), rawget(t, "c"), table.concat(log, ", "))  --> nil	2	get a, set b
local u = setmetatable({}, getmetatable(t))
print(t == u, rawequal(t, u), rawequal(t, t), rawequal(1, 1), rawequal("a", "a"), rawequal(1, "1"))
--> true	false	true	true	true	false
print(rawset(t, "d", 4) == t)  --> true
