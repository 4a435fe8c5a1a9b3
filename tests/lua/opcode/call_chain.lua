local function add(a) return function(b) return function(c) return a + b + c end end end
print(add(1)(2)(3))  --> 6
local function pass(...) return ... end
print(pass(pass(pass(1, 2, 3))))  --> 1	2	3
print((pass(pass(1, 2))))  --> 1
print(pass(), pass(nil), pass(pass()))  --> nil	nil
local t = { f = { g = function(s) return s or "none" end } }
print(t.f.g "literal", t.f.g { 1 }[1], t.f.g())  --> literal	1	none
