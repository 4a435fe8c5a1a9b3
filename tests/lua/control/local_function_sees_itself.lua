local function f(n) return n == 0 and "end" or f(n - 1) end
print(f(3))  --> end
local g = function() return g end
print(g())  --> nil
local h
h = function(n) return n == 0 and "ok" or h(n - 1) end
print(h(2))  --> ok
