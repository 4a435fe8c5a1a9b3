local fs = {}
local function keep(x) fs[#fs + 1] = function(v) if v then x = v end return x end end
keep(1); keep(2)
fs[1](10)
print(fs[1](), fs[2]())  --> 10	2
