-- targets: 5.1 5.1-int
local p = newproxy()
print(type(p), getmetatable(p))  --> userdata	nil
local q = newproxy(true)
print(type(getmetatable(q)), newproxy(q) ~= q, getmetatable(newproxy(q)) == getmetatable(q))
--> table	true	true
getmetatable(q).__index = function(_, k) return k .. "!" end
getmetatable(q).__len = function() return 7 end
getmetatable(q).__call = function(_, a) return a * 2 end
print(q.field, #q, q(21))  --> field!	7	42
print(newproxy(false) ~= newproxy(false), getmetatable(newproxy(nil)))  --> true	nil
print(pcall(newproxy, 5))  --> false	bad argument #1 to '?' (boolean or proxy expected)
print(pcall(newproxy, p))  --> false	bad argument #1 to '?' (boolean or proxy expected)
