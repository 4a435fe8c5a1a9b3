local mt = {}
local function name(v) return type(v) == "table" and v.name or tostring(v) end
for _, op in ipairs({ "add", "sub", "mul", "div", "mod", "pow", "concat" }) do
  mt["__" .. op] = function(a, b) return op .. "(" .. name(a) .. "," .. name(b) .. ")" end
end
mt.__unm = function(a) return "unm(" .. name(a) .. ")" end
local a = setmetatable({ name = "a" }, mt)
local b = setmetatable({ name = "b" }, mt)
print(a + b, a - 1, 2 * a, a / b)  --> add(a,b)	sub(a,1)	mul(2,a)	div(a,b)
print(a % 3, 2 ^ a, -a, a .. b)  --> mod(a,3)	pow(2,a)	unm(a)	concat(a,b)
print(a .. "s", "s" .. a, 1 .. a, a + "5", "5" + a)  --> concat(a,s)	concat(s,a)	concat(1,a)	add(a,5)	add(5,a)
