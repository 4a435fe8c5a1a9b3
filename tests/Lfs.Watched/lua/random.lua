-- A program of random steps: every library function that calls back, and in the callbacks the library debug, hooks,
-- finalizers, coroutines, errors and collections. Arguments: a seed, whether this is 5.3, how many steps.
local seed, is53, steps = ...
local usedbg = is53
local state = seed % 1000003
local floor = math.floor
local function rnd(n) state = (state * 1103 + 12345) % 1000003 return state % n + 1 end
local V = {}
local N = 24
local co, pc, err, sm, gm = coroutine, pcall, error, setmetatable, getmetatable
local unpack = unpack or table.unpack
local loadf = loadstring or load
for i = 1, N do V[i] = i % 3 == 0 and {} or i % 3 == 1 and i or "s" .. i end
local function v() return V[rnd(N)] end
local function put(x) V[rnd(N)] = x end
local depth = 0
local ops
local function step() local f = ops[rnd(#ops)] return f() end
local function many(n) for i = 1, n do pc(step) end end
local function deeper(f) if depth > 6 then return end depth = depth + 1 local a, b = pc(f) depth = depth - 1 if not a and rnd(3) == 1 then err(b, 0) end return b end
local mts = {"__index", "__newindex", "__call", "__add", "__concat", "__eq", "__lt", "__le", "__len", "__unm", "__tostring", "__gc", "__mode", "__metatable", "__pairs", "__idiv", "__band", "__name"}
ops = {
  function() put({}) end, function() put({v(), v(), v(), x = v()}) end,
  function() put(("x"):rep(rnd(80)) .. rnd(50)) end, function() put(rnd(1000) - 500) end, function() put(rnd(100) / 7 * 3) end,
  function() local t = v() t[v()] = v() end, function() local t = v() put(t[v()]) end,
  function() local x = rnd(100) local y = v() put(function(...) x = x + 1 y = ... return x, y, ... end) end,
  function() local x = v() put(function() x = v() return function() x = v() return x end end) end,
  function() put(v()(v(), v(), v())) end, function() put((v()(v()))) end,
  function() local m = {} for i = 1, rnd(4) do local k = mts[rnd(#mts)] if k == "__mode" then m[k] = ({"k", "v", "kv"})[rnd(3)] elseif k ~= "__metatable" or rnd(9) == 1 then m[k] = rnd(3) == 1 and v() or function(a, b, c) if rnd(4) == 1 then err("mm") end if rnd(3) == 1 then deeper(function() many(rnd(3)) end) end return rnd(2) == 1 and a or v() end end end put(sm({}, m)) end,
  function() sm(v(), gm(v())) end, function() if newproxy then local u = newproxy(true) gm(u).__gc = function() many(2) end gm(u).__index = v() put(u) end end,
  function() put(co.create(v())) end, function() put(co.wrap(function(...) for i = 1, rnd(5) do many(rnd(2)) put((co.yield(v(), i))) end return v() end)) end,
  function() put(co.create(function(...) local a = ... local f = function() return a end put(f) a = co.yield(f) if rnd(3) == 1 then err(v()) end return a end)) end,
  function() put(select(2, co.resume(v(), v(), v()))) end, function() co.status(v()) end, function() co.yield(v()) end,
  function() local c = co.wrap(function() deeper(function() many(3) co.yield(1) many(3) end) end) put(c) c() end,
  function() put(v() + v()) end, function() put(v() .. v()) end, function() put(v() == v()) end, function() put(v() < v()) end, function() put(#v()) end, function() put(-v()) end, function() put(v() <= v()) end, function() put(v() * 3 % 7) end,
  function() table.insert(v(), v()) end, function() table.remove(v()) end, function() table.insert(v(), 1, v()) end, function() put(table.concat(v(), v())) end, function() table.sort(v(), rnd(2) == 1 and function(a, b) if rnd(20) == 1 then err("cmp") end if rnd(9) == 1 then many(1) end return rnd(2) == 1 end or nil) end,
  function() put((tostring(v()):gsub(".", function(c) if rnd(30) == 1 then many(1) end return rnd(2) == 1 and c or v() end))) end, function() for w in tostring(v()):gmatch("%w") do put(w) if rnd(4) == 1 then break end end end,
  function() for k, x in pairs(v()) do put(k) put(x) if rnd(4) == 1 then many(1) end if rnd(8) == 1 then break end end end, function() for i, x in ipairs(v()) do put(x) end end, function() for i = 1, rnd(9) do put(i) end end,
  function() put(unpack(v(), 1, rnd(60))) end, function() put((select(rnd(4), v(), v(), v(), v()))) end,
  function() put(loadf("local a, b = ... local t = {a, b, ...} local function f() a = b return t end return f(), function() return a, b, #t end")) end, function() put(loadf(string.dump(v()))) end, function() loadf("return (" .. tostring(v())) end,
  function() pc(v(), v()) end, function() xpcall(v(), v()) end, function() xpcall(function() err(v()) end, function(e) if rnd(3) == 1 then err("in handler") end many(1) return e end) end, function() err(v()) end,
  function() deeper(function() many(4) end) end, function() local function r(n) if n > 0 then return 1 + r(n - 1) end many(1) return 1 end r(rnd(150)) end, function() local function r(n, ...) if n > 0 then return r(n - 1, n, ...) end many(1) return ... end r(rnd(60)) end, function() local function r(...) return (r(1, ...)) end pc(r) end,
  function() collectgarbage() end, function() collectgarbage("step", rnd(4)) end, function() collectgarbage("setpause", rnd(300)) collectgarbage("setstepmul", rnd(400)) end, function() if rnd(4) == 1 then collectgarbage("stop") else collectgarbage("restart") end end,
  function() for i = 1, N do if rnd(4) == 1 then V[i] = nil end end end, function() local t = {} for i = 1, rnd(60) do t[i] = {i} end put(t) end, function() local t = {} for i = 1, rnd(40) do t["k" .. i] = i end for k in pairs(t) do t[k] = nil if rnd(3) == 1 then collectgarbage("step") end end put(t) end,
  function() put(string.format("%s %q %d %5.2f %x", tostring(v()), "a\0b\n", rnd(9), rnd(99) / 3, rnd(255))) end, function() debug.traceback(v(), rnd(5)) end, function() put(tostring(v())) end, function() require("nonexistent" .. rnd(3)) end, function() node.stripdebug(rnd(3), v()) end, function() put(node.heap()) end, function() debug.getstrings() end, function() if setfenv then setfenv(v(), sm({}, {__index = _G})) end end, function() local t = sm({}, {__mode = "k"}) for i = 1, rnd(20) do t[{}] = {t} t[v()] = v() end put(t) end,
}
local idiv, bits, shl
if is53 then
  idiv = load('local a, b = ... return a // b') bits = load('local a = ... return a & 7 | 3 ~ 1') shl = load('local a, b = ... return a << b')
  local more = {
    function() put(idiv(v(), v())) end, function() put(bits(v())) end, function() put(shl(v(), rnd(40))) end, function() put(table.pack(v(), v(), v())) end, function() table.move(v(), 1, rnd(5), rnd(5), v()) end, function() put(string.pack("i4 s2 z", rnd(9), tostring(v()), "z")) end, function() put(utf8.char(rnd(2000))) end, function() co.isyieldable() end,
    function() debug.getinfo(v()) end, function() for i = 1, 4 do debug.getinfo(i) for n = 1, 6 do if not debug.getlocal(i, n) then break end end end end, function() local c = v() for i = 0, 2 do debug.getinfo(c, i) debug.getlocal(c, i, 1) end debug.traceback(c) end, function() local f, g = v(), v() debug.upvaluejoin(f, 1, g, 1) end, function() debug.getupvalue(v(), rnd(3)) debug.upvalueid(v(), 1) end,
  }
  if usedbg then
    local masks = {"c", "r", "l", "cr", "crl", "", "cl", "rl"}
    more[#more + 1] = function() debug.sethook(function(e, l) if rnd(12) == 1 then many(1) end if depth > 0 and rnd(20) == 1 then err("hook") end if rnd(15) == 1 then collectgarbage(rnd(2) == 1 and "step" or "collect") end if rnd(40) == 1 then debug.sethook() end end, masks[rnd(#masks)], rnd(6) - 1) end
    more[#more + 1] = function() debug.sethook() end
    more[#more + 1] = function() local c = v() debug.sethook(c, function() many(1) end, masks[rnd(#masks)], rnd(5) - 1) end
  end
  for _, f in ipairs(more) do for i = 1, 1 do ops[#ops + 1] = f end end
end
-- What a callback does while the library function that called it waits.
local disturb
local dbg = debug
local pokes = {
  function() many(1) end, function() many(2) end, function() collectgarbage() end, function() collectgarbage("step", rnd(3)) end,
  function() err(v(), rnd(4) - 1) end, function() err("poke") end, function() put(co.yield(v(), v())) end,
  function() dbg.traceback("x", rnd(6)) end, function() local r = dbg.getregistry() for k, x in pairs(r) do put(x) end end,
  function() local r = dbg.getregistry() local k = ({"_LOADED", "_PRELOAD", "lfs.handles", 1, 2, "x"})[rnd(6)] r[k] = v() end,
  function() gm("").__index = rnd(2) == 1 and string or v() end, function() gm("").__add = function() disturb() return v() end end,
  function() if newproxy then local u = newproxy(true) gm(u).__gc = function() disturb() end end end,
  function() sm({}, {__gc = function(o) put(o) disturb() end}) end, function() package.loaded.m = nil end,
  function() co.wrap(function() disturb() co.yield() disturb() end)() end, function() if setfenv then setfenv(rnd(6) - 1, sm({}, {__index = _G})) end end,
}
if usedbg then
  local set, up = dbg.setlocal, dbg.setupvalue
  for _, f in ipairs{
    function() for n = 1, rnd(12) do pc(set, rnd(6), n, v()) end end, function() for n = 1, rnd(4) do pc(set, rnd(9), -n, v()) end end,
    function() local l = rnd(6) for n = 1, 12 do pc(set, l, n, 5) end end, function() pc(set, v(), rnd(4) - 1, rnd(6), v()) end,
    function() local i = dbg.getinfo(rnd(9), "f") if i then put(i.func) for n = 1, 4 do pc(up, i.func, n, v()) end end end,
    function() local i = dbg.getinfo(rnd(9)) put(i) if i then pc(i.func, v(), v()) end end,
    function() local l = rnd(9) for n = 1, 9 do local k, x = dbg.getlocal(l, n) put(x) end end,
    function() local i, j = dbg.getinfo(rnd(9), "f"), dbg.getinfo(rnd(9), "f") if i and j then pc(dbg.upvaluejoin, i.func, rnd(3), j.func, rnd(3)) end end,
    function() dbg.setmetatable(({1, "x", print, co.running(), true, nil})[rnd(6)], rnd(3) == 1 and {__index = function() disturb() return v() end, __call = function() disturb() end, __gc = disturb} or nil) end,
    function() local x = v() dbg.setmetatable(x, {__gc = function() disturb() end, __index = v(), __name = v(), __mode = "kv"}) end,
    function() dbg.setuservalue(v(), v()) end, function() put(dbg.getuservalue(v())) end, function() put(dbg.getmetatable(v())) end,
    function() dbg.sethook(function() if rnd(9) == 1 then disturb() end end, ({"c", "r", "l", "crl", "cr", ""})[rnd(6)], rnd(5) - 1) end,
    function() dbg.sethook(function() for n = 1, 6 do pc(set, 3, n, v()) end if rnd(20) == 1 then dbg.sethook() end end, ({"c", "r", "cr"})[rnd(3)]) end,
    function() dbg.sethook(function() collectgarbage() end, "", rnd(3)) end, function() dbg.sethook() end,
    function() dbg.sethook(v(), function() disturb() end, "crl", rnd(3)) end, function() put({dbg.gethook()}) end,
    function() for i = 1, 3 do put(dbg.upvalueid(v(), i)) end end, function() put(select(2, dbg.getupvalue(v(), rnd(3)))) end,
  } do pokes[#pokes + 1] = f end
end
local nested, walk = 0, rawget(_G, "walk")
function disturb()
  if rnd(20) == 1 then walk() end
  if nested > 3 then return end
  nested = nested + 1
  local ok, e = pc(pokes[rnd(#pokes)])
  nested = nested - 1
  if not ok and rnd(2) == 1 then err(e, 0) end
end
local function back(...) disturb() if rnd(3) == 1 then return v() end return ... end
local function deaf() return sm({}, {__index = function(t, k) disturb() return rnd(3) == 1 and v() or k end, __newindex = function(t, k, x) disturb() if rnd(2) == 1 then rawset(t, k, x) end end,
  __tostring = function() disturb() return rnd(4) == 1 and v() or ("t"):rep(rnd(300)) end, __len = function() disturb() return rnd(9) end, __call = back, __concat = back, __eq = back, __lt = back, __le = back,
  __unm = back, __add = back, __mod = back, __pairs = function(t) disturb() return next, {1, 2, v()}, nil end, __gc = function() disturb() end, __name = v()}) end
local function text() return ("ab c1 "):rep(rnd(120)) end
for _, f in ipairs{
  function() put((text():gsub(({".", "%w+", "()", "(a)(b)", "%s"})[rnd(5)], function(...) disturb() return rnd(3) == 1 and v() or ("yy"):rep(rnd(9)) end))) end,
  function() put((text():gsub("%w", deaf()))) end, function() put((text():gsub("%w+", v(), rnd(9)))) end,
  function() for a, b in text():gmatch("(%w)(%w)") do disturb() if rnd(9) == 1 then break end end end,
  function() local it = text():gmatch(".") put(it) for i = 1, rnd(5) do it() disturb() end end,
  function() local t = {} for i = 1, rnd(30) do t[i] = rnd(50) end table.sort(t, function(a, b) if rnd(5) == 1 then disturb() end return a < b end) end,
  function() local t = {} for i = 1, rnd(9) do t[i] = deaf() end table.sort(t) end, function() table.sort(deaf(), function() disturb() return rnd(2) == 1 end) end,
  function() put(tostring(deaf())) end, function() put(string.format("%s %s", deaf(), v())) end, function() print(deaf(), v()) end,
  function() for k, x in pairs(deaf()) do disturb() put(x) end end, function() for i, x in ipairs(deaf()) do disturb() if i > 5 then break end end end,
  function() local n = 0 put(loadf(function() disturb() n = n + 1 return ({"return ", "function(...) local a, b = ... return a, b end", "", nil})[n] end)) end,
  function() local n = 0 put(load(function() disturb() n = n + 1 if n < rnd(30) then return "local a" .. n .. " = " .. n .. " " end end)) end,
  function() put(select(2, pc(back, v(), v()))) end, function() put(select(2, xpcall(function() disturb() err(v()) end, function(e) disturb() return e end))) end,
  function() package.preload.m = function(...) disturb() return v() end put(require("m")) end, function() package.loaded.m = nil package.preload.m = v() put(require("m")) end,
  function() local l = package.loaders or package.searchers l[5] = function() disturb() return rnd(2) == 1 and v() or nil end require("n" .. rnd(9)) l[5] = nil end,
  function() put(co.wrap(function(...) disturb() co.yield(...) disturb() return ... end)) end, function() local c = co.create(back) put(c) co.resume(c, v()) co.resume(c) end,
  function() put(co.create(function() for i = 1, rnd(4) do pc(function() disturb() co.yield(v()) end) end end)) end, function() for i = 1, 4 do pc(co.resume, v(), v()) end end,
  function() local a, b = deaf(), deaf() put(a + b) put(a .. "x" .. b) put(a == b) put(a < b) put(-a) put(a(1, 2)) end, function() local a = deaf() a[v()] = v() put(a[v()]) put(#a) end,
  function() put(table.concat({1, "x", deaf(), 2}, ",")) end, function() put({deaf()(1), deaf()(2), unpack({1, 2, 3}, 1, rnd(60))}) end,
  function() local t = {deaf()(), (function() disturb() return 3 end)(), (function() return 1, 2, 3 end)()} put(t) end, function() for i = 1, rnd(9) do disturb() end end,
  function() local function f(...) disturb() return ... end put({f(f(1, 2, f(v(), v())))}) end, function() local x = 1 local function f() disturb() return x end put(f) x = f() f() end,
  function() return back(back(back(v()))) end, function() assert(deaf() == v(), "x") end,
} do ops[#ops + 1] = f ops[#ops + 1] = f end
-- An error at any distance from the end of a small stack, whose handler has a large frame.
local handler, wide
local function edge()
  handler = handler or loadf("return function(e) local " .. ("a,"):rep(44) .. "b = " .. ("'o',"):rep(44) .. "1 return e end")()
  local f = loadf("local " .. ("v,"):rep(rnd(45)) .. "w = 1 local x return v + x")
  co.wrap(function() xpcall(f, handler) for i = 1, 3 do put({i}) end end)()
end
-- A hook that collects, and takes what the collection leaves, while the top is low in a large frame.
local function low()
  wide = wide or loadf("local g, h, k = ... " .. ("g(h()) "):rep(12) .. "k(" .. ("7,"):rep(199) .. "7)")
  if dbg.sethook then dbg.sethook(function() collectgarbage() for i = 1, 4 do put({{}, i}) end end, "", rnd(160)) end
  pc(wide, v, v, v) pc(wide, v, back, v)
  if dbg.sethook then dbg.sethook() end
end
for _, f in ipairs{edge, low} do for i = 1, 3 do ops[#ops + 1] = f end end
if is53 then
  for _, f in ipairs{
    function() put(table.concat(deaf(), ",", 1, rnd(9))) end, function() table.insert(deaf(), rnd(5), v()) end, function() table.remove(deaf(), rnd(5)) end, function() put({unpack(deaf(), 1, rnd(40))}) end,
    function() table.move(deaf(), 1, rnd(9), rnd(9), deaf()) end, function() put(string.pack("s", tostring(deaf()))) end, function() put(idiv(deaf(), deaf())) put(bits(deaf())) put(shl(v(), v())) end,
    function() for p, c in utf8.codes(text()) do disturb() if rnd(5) == 1 then break end end end, function() put(table.pack(deaf()(), v())) end,
  } do ops[#ops + 1] = f ops[#ops + 1] = f end
else
  for _, f in ipairs{
    function() table.foreach({1, 2, x = v(), y = {}}, function(k, x) disturb() return rnd(5) == 1 and x or nil end) end, function() table.foreachi({1, 2, v()}, back) end,
    function() module("mod" .. rnd(3), function(m) disturb() end, package.seeall) end, function() tostring = rnd(2) == 1 and back or nil print(v()) tostring = nil end,
  } do ops[#ops + 1] = f ops[#ops + 1] = f end
end
-- The host counts the steps.
local count = rawget(_G, "step")
for i = 1, steps do count() pc(step) end
if dbg.sethook then dbg.sethook() end
V = nil collectgarbage("restart") collectgarbage() collectgarbage()
