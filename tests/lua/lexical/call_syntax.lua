local function id(...) return ... end
print(id "literal", id [[long]], id { 1 }[1])  --> literal	long	1
print(("x"):rep(2), #id "four", id { k = "v" }.k)  --> xx	4	v
local t = { f = id }
print(t.f "a", t:f() == t, t.f { 5 }[1], t["f"](7))  --> a	true	5	7
print(id(id)("nested"), (id)("parens"), (id("cut", "off")))  --> nested	parens	cut
