-- targets: 5.3 5.3-64
-- Hooks of 5.3: debug.sethook and gethook. Lines are counted from the start of the traced function.
local text = ""
local function put(...) for i = 1, select("#", ...) do text = text .. tostring((select(i, ...))) .. " " end end
local function show() local t = text text = "" return t .. "|" end

print(debug.gethook())  --> nil		0

-- Each line once, and again after a jump back; the line of sethook itself counts no more.
local function lines(f)
  local first = debug.getinfo(f, "S").linedefined
  debug.sethook(function(event, line) if line >= first then put(line - first) end end, "l")
  f()
  debug.sethook()
end
lines(function()
  local a = 1
  local b = 2
  if a == b then
    a = 3
  else
    a = 4
  end
  return a
end)
print(show())  --> 1 2 3 6 8 |
lines(function()
  for i = 1, 2 do
    local a = i
  end
end)
print(show())  --> 1 2 1 2 1 4 |
lines(function() local a = 1 while a < 3 do a = a + 1 end end)
print(show())  --> 0 0 0 |

-- Calls, tail calls and returns, of Lua functions and of others.
local function inner() return 1 end
local function outer() local x = inner() return inner() end
local names = { [inner] = "inner", [outer] = "outer", [math.abs] = "abs", [debug.sethook] = "sethook" }
local function named(event) put(event, names[debug.getinfo(2, "f").func]) end
debug.sethook(named, "cr") outer() math.abs(1) debug.sethook()
print(show())  --> return sethook call outer call inner return inner tail call inner return inner call abs return abs call sethook |

-- Every n instructions, whatever they do.
local count = 0
debug.sethook(function(event) count = count + (event == "count" and 1 or 0) end, "", 100)
for i = 1, 1000 do end
debug.sethook()
print(count)  --> 10
local f = function() end
debug.sethook(f, "crl", 7)
local g, mask, n = debug.gethook()
debug.sethook()
print(g == f, mask, n)  --> true	crl	7

-- An error in a hook ends what runs; hooks go on after it. No hook is called in a hook.
debug.sethook(function() error("stop", 0) end, "", 1000)
print(pcall(function() while true do end end))  --> false	stop
print(pcall(function() while true do end end))  --> false	stop
debug.sethook()
local depth = 0
debug.sethook(function() depth = depth + 1 math.abs(depth) end, "c")
math.abs(1)
debug.sethook()
print(depth)  --> 2

-- A hook is a thread's own. A new thread has the events of the one that made it, but no function for them.
local co = coroutine.create(function() local a = 1
  coroutine.yield()
  local b = 2 end)
debug.sethook(co, function(event, line) put(event) end, "l")
coroutine.resume(co)
coroutine.resume(co)
print(show(), debug.gethook())  --> line line line |	nil		0
debug.sethook(function(event) put("x") end, "r")
local heir = coroutine.wrap(function() return 1 end)
debug.sethook()
text = "" heir()
print(show())  --> |

-- Locals of the hooked function can be seen and set.
local function watched() local a = 1
  return a end
debug.sethook(function() if debug.getinfo(2, "f").func == watched then debug.setlocal(2, 1, 42) end end, "l")
local r = watched()
debug.sethook()
print(r)  --> 42
print(pcall(debug.sethook, 1, "l"))  --> false	bad argument #1 to 'debug.sethook' (function expected, got number)
