-- targets: 5.1 5.1-int
local function f() return x end
x = "global"
print(f())  --> global
setfenv(f, { x = "own" })
print(f(), x, getfenv(f).x)  --> own	global	own
local g = setfenv(function() return x end, { x = 2 })
print(g())  --> 2
local function writer() y = 5 end
local e = {}
setfenv(writer, e)()
print(e.y, y)  --> 5	nil
x = nil
