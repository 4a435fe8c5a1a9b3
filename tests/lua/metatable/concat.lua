-- targets: 5.1 5.1-int
local mt = { __concat = function(a, b)
  return setmetatable({ text = (type(a) == "table" and a.text or a) .. "+" .. (type(b) == "table" and b.text or b) }, getmetatable(type(a) == "table" and a or b))
end }
mt.__tostring = function(v) return v.text end
local a, b = setmetatable({ text = "A" }, mt), setmetatable({ text = "B" }, mt)
print(tostring(a .. b), tostring(a .. "x"), tostring("x" .. a), tostring(1 .. a .. 2))  --> A+B	A+x	x+A	1+A+2
print(tostring("p" .. "q" .. a .. "r" .. "s"))  --> p+q+A+rs
print(pcall(function() return "x" .. {} end))
--> false	metatable/concat.lua:9: attempt to concatenate a table value
print(pcall(function() return {} .. {} end))
--> false	metatable/concat.lua:11: attempt to concatenate a table value
print(pcall(function() return nil .. "x" end))
--> false	metatable/concat.lua:13: attempt to concatenate a nil value
print(pcall(function() return "x" .. undefined_g end))
--> false	metatable/concat.lua:15: attempt to concatenate global 'undefined_g' (a nil value)
