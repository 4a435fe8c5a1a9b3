local a, b = 1, 1
print(a == b, a == 1, 1 == a, a == "1", a ~= b, a ~= 2)  --> true	true	true	false	false	true
local s = "x"
print(s == "x", "x" == s, s ~= "y", nil == false, nil == nil)  --> true	true	true	false	true
local t = {}
print(t == t, t == {}, t ~= {})  --> true	false	true
print(0 == -0, a == nil, a == true)  --> true	false	false
