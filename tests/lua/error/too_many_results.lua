-- targets: 5.1
local t = {}
for i = 1, 100 do t[i] = i end
print(pcall(function() return select("#", unpack(t, 1, 100)) end))  --> true	100
print((select(2, pcall(unpack, {}, 1, 1e6))))  --> too many results to unpack
print((select(2, pcall(string.byte, ("x"):rep(10000), 1, -1))))  --> stack overflow (string slice too long)
