local n, found = 0, {}
for k, v in pairs(coroutine) do n = n + 1; found[k] = type(v) end
print(n >= 6, found.create, found.wrap, found.yield)  --> true	function	function	function
local k = next(math)
print(type(k), math[k] ~= nil)  --> string	true
print(rawget(math, "floor") == math.floor, math["no such key"], math[1], rawequal(math, math))
--> true	nil	nil	true
