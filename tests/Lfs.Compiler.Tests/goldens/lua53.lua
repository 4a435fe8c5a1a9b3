-- What the other sources do not use of Lua 5.3. ChunkTests has the hashes of the dumps that the reference makes.
local a, b, c = 1, 2.0, 0x10
local t, x, f = {}, nil, function(...) return ... end

-- Folding: integers wrap, floats round, division by zero and zero results are left to run time.
local n = {
  7 // 2, -7 // 2, 7 // -2, 7 % 3, -7 % 3, 7 % -3, 7.5 // 2, -7.5 // 2, 5.5 % -2, -5.5 % 2, 1 // 0, 1 % 0,
  1 / 0, 0 / 1, -0.0, 0.0, -(0), 1e308 * 10, 2 ^ 53, 2 ^ -1, 10 / 2, 3 - 3.0, 1 // 0.0, 1 % 0.0,
  1 << 31, 1 << 32, 1 << 63, 1 << 64, 1 >> 1, -1 >> 1, -1 << -1, 1 << -1, 3 & 5, 3 | 5, 3 ~ 5, ~0, ~5, ~3.0, ~3.5,
  2.0 | 1, 2.5 | 1, 1e100 | 1, 0x7fffffff + 1, 0x7fffffffffffffff + 1, 2147483647 * 2147483647,
  0xffffffff, 0xffffffffffffffff, 0x1ffffffffffffffff, 2147483648, 9223372036854775808, 3e9, 16777217.0, 16777216 + 1.0,
  0x.8p1, 0xA.8, 0x1p-1074, 1e-320, 1e39, 1e309, 0.1, 1 + 0.5, 1, 1.0, 1, 1.0, -1, 9007199254740993, .5, 3.,
  -0x80000000 // -1, -0x80000000 % -1, 1 < 2, "a" < "b", not 1, not nil, -(-3), - -3.5, #"abc", ~~7, -"2",
}

-- Constants are found again, unless an inner function used them.
local s1 = "shared"
function g1() return "inner", "shared", 1.5, 15 end
local s2, s3, s4 = "shared", 1.5, 15
local long = "a string that is longer than the forty bytes of a short string"
local escapes = "\x41\u{48}\u{7FF}\u{FFFF}\u{10FFFF}\z
    z\065\10\
end\a\b\f\n\r\t\v\\\"\'" .. [==[
long ]] string]==]

-- Goto, labels, breaks, and upvalues that they close.
do
  local i = 1
  ::top::
  local captured = i
  t[i] = function() captured = captured + 1; return captured, i end
  i = i + 1
  if i < 3 then goto top end
  if i == 3 then goto done; end
  while true do
    local inner = i
    f(function() return inner end)
    if inner then break end
    if x then goto continue else goto done end
    repeat local r = inner; f(function() return r end); if r then break end until r == x or function() return r end
    ::continue::
  end
  for k, v, w in f(t) do if k then goto next end f(k, v, w) do goto next end ::next:: end
  for k = 1, 10 do local z = k; if z == 2 then goto out end t[k] = function() return z end end
  ::out::
  do goto done end
  ::done:: ::done2:: ;
end

-- Environments, and tables in upvalues.
local function env(_ENV, y) y = x; z = y; return print, function() w = z; _ENV.q = 1; _ENV = nil end end
function t.a.b:c(d, ...) self.x, d.y, t.z, a = ..., d, self; return self:c(...) end
t.x, t = t, x
a, t[a], b = b, a, t[b]
local p, q, r, s = f(), ..., f()
local u = f, f, f()
x.y.z, x[1], x["k"], x[a + 1] = f(f(f{f"s", [[l]]; n = f, [a] = b, ...}):m())
if a == b and c ~= x or not (a < b) and a >= c then x = a <= b elseif a then x = a and b or c else x = not a end
local v = a .. b .. c .. "x" .. 1 .. 2.0
local w = (f()), (...)
x = a + 1 - 2 * b / 3 % c ^ 2 // 4 & 5 | 6 ~ 7 << 8 >> 9
x = -a + ~b .. #c
x = a
  + b *
  c
  .. f(a,
    b)
f
(x)
function g2() return f(1, f()) end
return a // b, f(...)
