local function f(level) error("here", level) end
local function g(level)
  f(level)
end
print(pcall(f))  --> false	base/error_levels.lua:1: here
print(pcall(g, 0))  --> false	here
print(pcall(g, 1))  --> false	base/error_levels.lua:1: here
print(pcall(g, 2))  --> false	base/error_levels.lua:3: here
local function h()
  g(3)
end
print(pcall(h))  --> false	base/error_levels.lua:10: here
print(pcall(error, 42))  --> false	42
print(pcall(error, true, 2))  --> false	true
