x = 5
print(x, y)  --> 5	nil
y = x
x = nil
print(x, y)  --> nil	5
_G.z = "via table"
print(z, _G["y"], rawget(_G, "x"))  --> via table	5	nil
y, z = nil, nil
print(y, z)  --> nil	nil
