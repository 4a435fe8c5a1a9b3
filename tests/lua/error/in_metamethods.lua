local t = setmetatable({}, {
  __index = function() error("index", 0) end,
  __newindex = function() error("newindex", 0) end,
  __call = function() error("call", 0) end,
  __concat = function() error("concat", 0) end,
  __eq = function() error("eq", 0) end,
  __unm = function() error("unm", 0) end,
})
local u = setmetatable({}, getmetatable(t))
print(pcall(function() return t.x end))  --> false	index
print(pcall(function() t.x = 1 end))  --> false	newindex
print(pcall(function() t() end))  --> false	call
print(pcall(function() return t .. "" end))  --> false	concat
print(pcall(function() return t == u end))  --> false	eq
print(pcall(function() return -t end))  --> false	unm
