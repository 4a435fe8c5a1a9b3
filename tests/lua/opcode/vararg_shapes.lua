local function f(...)
  local a, b = ...
  local t = { ... }
  local n = select("#", ...)
  return n, a, b, #t, (...)
end
print(f())  --> 0	nil	nil	0	nil
print(f(1))  --> 1	1	nil	1	1
print(f(1, 2, 3))  --> 3	1	2	3	1
local function g(x, ...) return x, ... end
print(g(), g(1), g(1, 2))  --> nil	1	1	2
print((g(1, 2)))  --> 1
local function h(...) return ..., "tail" end
print(h(1, 2, 3))  --> 1	tail
