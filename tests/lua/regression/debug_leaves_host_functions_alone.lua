-- targets: 5.3 5.3-64
-- What lies on the frame of a host function, or in its upvalues, is not the program's to replace.
print((string.gsub("abc", ".", function(c)
  for n = 1, 9 do debug.setlocal(2, n, 5) end
  return c:upper()
end)))    --> ABC
print((string.gsub(("x"):rep(300), ".", function() for n = 4, 20 do pcall(debug.setlocal, 3, n, 5) end end)):len())    --> 300
local next = string.gmatch("ab", ".")
print((debug.setupvalue(next, 1, 5)), (debug.setupvalue(next, 3, 5)), next(), next())    --> nil	nil	a	b
local t = {3, 1, 2}
table.sort(t, function(a, b) debug.setlocal(2, 1, 7) debug.setlocal(2, 2, 7) return a < b end)
print(t[1], t[2], t[3])    --> 1	2	3
local resume = coroutine.wrap(function() return 1 end)
print((debug.setupvalue(resume, 1, {})), resume())    --> nil	1
local function f(a) debug.setlocal(1, 1, "new") return a end
print(f("old"))    --> new
