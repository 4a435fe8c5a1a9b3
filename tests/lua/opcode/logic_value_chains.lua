local x = nil or false or 0
local y = 1 and "two" and {} and 4
local z = (nil and 1) or (false or "z")
print(x, y, z)  --> 0	4	z
local n = 0
local function hit(v) n = n + 1; return v end
local r = hit(nil) or hit(false) or hit("last") or hit("never")
print(r, n)  --> last	3
r = hit(1) and hit(nil) and hit(3)
print(r, n)  --> nil	5
print((hit(1) == 1) == true, n)  --> true	6
