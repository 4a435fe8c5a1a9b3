local t = { [1] = "int", [-1] = "minus", s = "string", [true] = "bool" }
local f = function() end
t[f] = "function"
t[t] = "self"
local k = "s"
print(t[1], t[-1], t.s, t[k], t[true], t[f], t[t], t[2], t.missing)
--> int	minus	string	string	bool	function	self	nil	nil
t["a" .. "b"] = "concat"
print(t.ab, t["ab"])  --> concat	concat
