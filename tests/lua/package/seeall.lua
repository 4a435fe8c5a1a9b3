-- targets: 5.1 5.1-int
local t = {}
package.seeall(t)
print(t.print == print, rawget(t, "print"), getmetatable(t).__index == _G)  --> true	nil	true
print(pcall(package.seeall))  --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(package.seeall, 1))  --> false	bad argument #1 to '?' (table expected, got number)
