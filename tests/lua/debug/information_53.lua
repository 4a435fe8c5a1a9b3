-- targets: 5.3 5.3-64
-- The firmware of 5.3 has all of the library debug but debug.debug. Locals and upvalues have no names.
local function shown(f, what) local t = debug.getinfo(f, what) return t.what, t.linedefined, t.lastlinedefined end
print(shown(shown, "S"))  --> Lua	3	3
print(shown(print, "S"))  --> C	-1	-1
print(debug.getinfo(1, "l").currentline)  --> 6
local up = 5
local function f(a, b, ...) return up, a, b end
local u = debug.getinfo(f, "u")
print(u.nups, u.nparams, u.isvararg)  --> 1	2	true
print(debug.getinfo(1000), pcall(debug.getinfo, f, "X"))  --> nil	false	bad argument #2 to 'debug.getinfo' (invalid option)
print(next(debug.getinfo(print, "L")))  --> nil
print(debug.getinfo(f, "L").activelines[8], debug.getinfo(f, "L").activelines[9])  --> true	nil
print(debug.getinfo(f, "f").func == f)  --> true

print(debug.getupvalue(f, 1))  --> (*no name)	5
print(debug.setupvalue(f, 1, 6), up, debug.getupvalue(f, 2))  --> (*no name)	6
print(debug.setupvalue(f, 2, 6), debug.getupvalue(print, 1))  --> nil
local function g() return up end
print(debug.upvalueid(f, 1) == debug.upvalueid(g, 1))  --> true
local other = 7
local function h() return other end
debug.upvaluejoin(h, 1, f, 1)
print(h(), debug.upvalueid(h, 1) == debug.upvalueid(f, 1), pcall(debug.upvaluejoin, print, 1, f, 1))  --> 6	true	false	bad argument #2 to 'debug.upvaluejoin' (invalid upvalue index)
print(pcall(debug.upvalueid, f, 9))  --> false	bad argument #2 to 'debug.upvalueid' (invalid upvalue index)

local function inner(a, ...)
  print(debug.getlocal(1, 1))
  print(debug.getlocal(1, -1))
  print(debug.getlocal(1, -3), debug.setlocal(1, 1, "new"))
  return a
end
print(inner("old", "x", "y"))
--> (*temporary)	old
--> (*vararg)	x
--> nil	(*temporary)
--> new
print(debug.getlocal(inner, 1), pcall(debug.getlocal, 99, 1))  --> nil	false	bad argument #1 to 'debug.getlocal' (level out of range)
local co = coroutine.create(function(x) local y = x + 1; coroutine.yield(); return y end)
coroutine.resume(co, 41)
print(select(2, debug.getlocal(co, 1, 2)), debug.setlocal(co, 1, 2, "changed"))  --> 42	(*temporary)
print(coroutine.resume(co))  --> true	changed

debug.setmetatable(10, { __index = function(a, b) return a + b end })
print((5)[3], debug.getmetatable(7).__index ~= nil)  --> 8	true
debug.setmetatable(10, nil)
print(debug.getmetatable(10), pcall(debug.setmetatable, 10, 5))  --> nil	false	bad argument #2 to 'debug.setmetatable' (nil or table expected)
print(debug.getuservalue(5), pcall(debug.setuservalue, {}, 1))  --> nil	false	bad argument #1 to 'debug.setuservalue' (userdata expected, got table)
