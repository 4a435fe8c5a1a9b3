-- A C function without upvalues is a light value: equal wherever it comes from.
print(print == print, pairs({}) == next, type(print), type(string.len))  --> true	true	function	function
print(tostring(print) == tostring(_G.print), string.len == ("").len)  --> true	true
local t = { [print] = "as a key" }
print(t[print])  --> as a key
