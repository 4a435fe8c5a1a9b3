-- targets: 5.1
-- Small programs after reports about other Luas and PUC's list of bugs print what the reference prints.
local function try(n, f, ...) print(n, pcall(f, ...)) end
try(1, string.find, "THE (quick) fox", "%f[%a]%a+%f[%A]")
try(2, string.gsub, " a b", "%f[%S]", "<")
try(3, string.byte, "hello", -2147483647, 2147483647)
try(4, function() return #("hello"):sub(2147483647) end)
try(5, function() local t = {1,2,3}; return table.remove(t, 3), table.remove(t), #t, table.remove({}), table.remove({}, 0) end)
try(6, table.remove, {1, 2}, 5)
try(7, table.insert, {1, 2}, 5, "x")
try(8, string.gsub, "abc", "%w", "%%%0")
try(9, string.gsub, "abc", "%w", "%2")
try(10, function() return "[" .. ("abc"):gsub("%w", "%") .. "]" end)
try(11, string.gsub, "abc", "%w", "%x")
try(12, string.gsub, "abc", "^", "-")
try(13, string.gsub, "abc", "$", "-")
try(14, string.find, "a^b$c", "^b", 2)
try(15, string.find, "abc", "^b", 2)
try(16, string.find, "abc", "", 10)
try(17, string.match, "]]", "[]]+")
try(18, string.match, "a", "[a")
try(19, string.match, "a", "%")
try(20, string.match, "a", "(a")
try(21, string.match, "a", "a)")
try(22, string.match, "a", "%b")
try(23, string.match, "a", "%f")
try(24, string.match, "aa", "%1")
try(25, string.format, "%q", 1)
try(27, string.format, "%d", "3.0")
try(28, string.format, "%x", -1)
try(29, string.format, "%-+ #00d", 1)
try(30, string.format, "%5s|%.3s|%-5s|", "abcdef", "abcdef", "ab")
try(31, tonumber, "0x")
try(32, tonumber, "1e")
try(33, tonumber, "  0x10  ")
try(35, tonumber, "1_0")
try(36, tonumber, "inf")
try(37, tonumber, "nan")
try(50, function() for i = 1, 10, 0 do return i end end)
try(53, function() for i = "1", 2 do end end)
try(54, select, -3, 1, 2)
try(55, setmetatable, {}, 1)
try(56, next, {}, 1)
try(57, tostring, setmetatable({}, {__tostring = function() return 1 end}))
try(61, math.random, 2, 1)
try(63, table.concat, {1, {}, 3})
for i, f in ipairs{function() return true end, function() return false end, function(a, b) return a ~= b end} do
  local t = {} for k = 1, 20 do t[k] = (k * 7) % 20 end
  print("sort", i, pcall(table.sort, t, f))
end
for i, s in ipairs{"goto x", "break", "x = '\\400'", "x = 3x", "x = 1..2", "f() = 1", "x = [[abc", "x = ...",
    "function f() return ... end", "local t = {1,,2}", "x = ~", "return return", "a.b:c = 1", "(f)", "x = 0x"} do
  print(i, loadstring(s, "=s") == nil, select(2, loadstring(s, "=s")))
end
try(70, function() return 5 % -3, -5 % 3, -5 % -3, 7 % 2 end)
try(71, function() return "10" + 5, "3" * "4", 10 .. 20, -"2" end)
try(72, function() local t = {} t[nil] = 1 end)
try(73, function() return #5 end)
try(74, function() return {} < 1 end)
try(75, function() return "a\0b" < "a\0c", ("a\0b"):find("\0"), ("a\0b"):find("%z") end)
try(76, string.gsub, "abc", "b", function() return {} end)
try(77, string.gsub, "abc", "b", "x", -1)
try(78, function() for i = 1, {} do end end)
try(79, function() for i in nil do end end)
try(80, function() local r = {} for p in ("abc"):gmatch("()") do r[#r+1] = p end return table.concat(r, ";") end)
try(81, function() local co co = coroutine.wrap(function() return pcall(co) end) return co() end)
try(82, function() return tonumber("-nan"), tonumber("+NAN"), "nan" + 0, tonumber("-inf") end)
--> 1	true	1	3
--> 2	true	 <a <b	2
--> 3	true	104	101	108	108	111
--> 4	true	0
--> 5	true	3	2	1	nil
--> 6	true
--> 7	true
--> 8	true	%a%b%c	3
--> 9	false	invalid capture index
--> 10	true	[
--> 11	true	xxx	3
--> 12	true	-abc	1
--> 13	true	abc-	1
--> 14	true	nil
--> 15	true	2	2
--> 16	true	4	3
--> 17	true	]]
--> 18	false	malformed pattern (missing ']')
--> 19	false	malformed pattern (ends with '%')
--> 20	false	unfinished capture
--> 21	false	invalid pattern capture
--> 22	false	unbalanced pattern
--> 23	false	missing '[' after '%f' in pattern
--> 24	false	invalid capture index
--> 25	true	"1"
--> 27	true	3
--> 28	true	ffffffff
--> 29	false	invalid format (repeated flags)
--> 30	true	abcdef|abc|ab   |
--> 31	true	nil
--> 32	true	nil
--> 33	true	16
--> 35	true	nil
--> 36	true	inf
--> 37	true	nan
--> 50	true
--> 53	true
--> 54	false	bad argument #1 to '?' (index out of range)
--> 55	false	bad argument #2 to '?' (nil or table expected)
--> 56	false	invalid key to 'next'
--> 57	true	1
--> 61	false	bad argument #2 to '?' (interval is empty)
--> 63	false	invalid value (table) at index 2 in table for 'concat'
--> sort	1	false	invalid order function for sorting
--> sort	2	true
--> sort	3	false	invalid order function for sorting
--> 1	true	s:1: '=' expected near 'x'
--> 2	true	s:1: no loop to break near '<eof>'
--> 3	true	s:1: escape sequence too large near '''
--> 4	true	s:1: malformed number near '3x'
--> 5	true	s:1: malformed number near '1..2'
--> 6	true	s:1: unexpected symbol near '='
--> 7	true	s:1: unfinished long string near '<eof>'
--> 8	false
--> 9	true	s:1: cannot use '...' outside a vararg function near '...'
--> 10	true	s:1: unexpected symbol near ','
--> 11	true	s:1: unexpected symbol near '~'
--> 12	true	s:1: unexpected symbol near 'return'
--> 13	true	s:1: function arguments expected near '='
--> 14	true	s:1: syntax error near '<eof>'
--> 15	true	s:1: malformed number near '0x'
--> 70	true	-1	1	-2	1
--> 71	true	15	12	1020	-2
--> 72	false	regression/public_reports_51.lua:57: table index is nil
--> 73	false	regression/public_reports_51.lua:58: attempt to get length of a number value
--> 74	false	regression/public_reports_51.lua:59: attempt to compare table with number
--> 75	true	true	2	2	2
--> 76	false	invalid replacement value (a table)
--> 77	true	abc	0
--> 78	false	regression/public_reports_51.lua:63: 'for' limit must be a number
--> 79	false	regression/public_reports_51.lua:64: attempt to call a nil value
--> 80	true	1;2;3;4
--> 81	true	false	cannot resume running coroutine
--> 82	true	-nan	nan	nan	-inf
