-- targets: 5.3 5.3-64
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
try(10, string.gsub, "abc", "%w", "%")
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
try(26, string.format, "%d", 3.5)
try(27, string.format, "%d", "3.0")
try(29, string.format, "%-+ #00d", 1)
try(30, string.format, "%5s|%.3s|%-5s|", "abcdef", "abcdef", "ab")
try(31, tonumber, "0x")
try(32, tonumber, "1e")
try(33, tonumber, "  0x10  ")
try(34, tonumber, "0x1p4")
try(35, tonumber, "1_0")
try(36, tonumber, "inf")
try(37, tonumber, "nan")
try(38, function() return "10" + 5, "0x10" + 0, "3." * "2", 10 .. 20, -"2" end)
try(39, function() return 5 // 0 end)
try(40, function() return 5 % 0 end)
try(41, function() return 5 // 0.0, -5 // 0.0, 5 % -3, -5 % 3, -5 // 3, 5.5 // -2 end)
try(42, function() return 1 < "2" end)
try(43, function() return 1.5 | 1 end)
try(44, function() return "3" | 0, "0x10" & 0xff end)
try(45, function() return "a" | 1 end)
try(47, function() return math.maxinteger + 1 == math.mininteger, math.mininteger // -1 == math.mininteger, math.mininteger % -1 end)
try(48, function() return 1 == 1.0, math.type(1), math.type(1.0), 2^2, 10 / 2 end)
try(49, function() local t = {} t[1.0] = "a" t[2^1] = "b" return t[1], t[2], next({[3.0] = 1}) end)
try(50, function() for i = 1, 10, 0 do return i end end)
try(51, function() local n = 0 for i = math.maxinteger - 1, math.huge do n = n + 1 if n == 2 then break end end return n end)
try(52, function() local n = 0 for i = 1, -math.huge do n = n + 1 end for i = 3, 1.5, -1 do n = n + 1 end return n end)
try(53, function() for i = "1", 2 do end end)
try(54, select, -3, 1, 2)
try(55, setmetatable, {}, 1)
try(56, next, {}, 1)
try(57, tostring, setmetatable({}, {__tostring = function() return 1 end}))
try(58, function() return -0.0, 0.0, 1e15, 1e100 > 1, 3 | 0 end)
try(59, math.tointeger, 3.0)
try(60, math.tointeger, "3")
try(61, math.random, 2, 1)
try(62, table.unpack, {}, 1, 1e7)
try(63, table.concat, {1, {}, 3})
try(64, function() return #table.pack(("abc"):byte(1, -1)) end)
try(66, utf8.codepoint, "\xff")
try(67, utf8.len, "a\x80b")
for i, s in ipairs{"goto x", "::x:: ::x::", "do goto x local a ::x:: print(a) end", "goto = 1", "break",
    "local function f() goto c end ::c::", "x = '\\400'", "x = '\\xZZ'", "x = 3x", "x = 1..2", "x = \"\\u{110000000}\"",
    "repeat goto c local z ::c:: until z", "local x <const> = 1", "f() = 1", "x = [[abc", "x = '\\z", "goto continue ::continue::"} do
  print(i, load(s, "=s") == nil, select(2, load(s, "=s")))
end
for i, f in ipairs{function() return true end, function() return false end, function(a, b) return a ~= b end} do
  local t = {} for k = 1, 20 do t[k] = (k * 7) % 20 end
  print("sort", i, pcall(table.sort, t, f))
end
--> 1	true	1	3
--> 2	true	 <a <b	2
--> 3	true	104	101	108	108	111
--> 4	true	0
--> 5	true	3	2	1	nil	nil
--> 6	false	bad argument #1 to 'table.remove' (position out of bounds)
--> 7	false	bad argument #2 to 'table.insert' (position out of bounds)
--> 8	true	%a%b%c	3
--> 9	false	invalid capture index %2
--> 10	false	invalid use of '%' in replacement string
--> 11	false	invalid use of '%' in replacement string
--> 12	true	-abc	1
--> 13	true	abc-	1
--> 14	true	nil
--> 15	true	2	2
--> 16	true	nil
--> 17	true	]]
--> 18	false	malformed pattern (missing ']')
--> 19	false	malformed pattern (ends with '%')
--> 20	false	unfinished capture
--> 21	false	invalid pattern capture
--> 22	false	malformed pattern (missing arguments to '%b')
--> 23	false	missing '[' after '%f' in pattern
--> 24	false	invalid capture index %1
--> 25	true	1
--> 26	false	bad argument #2 to 'string.format' (number has no integer representation)
--> 27	true	3
--> 29	false	invalid format (repeated flags)
--> 30	true	abcdef|abc|ab   |
--> 31	true	nil
--> 32	true	nil
--> 33	true	16
--> 34	true	16.0
--> 35	true	nil
--> 36	true	nil
--> 37	true	nil
--> 38	true	15.0	16.0	6.0	1020	-2.0
--> 39	false	regression/public_reports_53.lua:41: attempt to divide by zero
--> 40	false	regression/public_reports_53.lua:42: attempt to perform 'n%0'
--> 41	true	inf	-inf	-1	1	-2	-3.0
--> 42	false	regression/public_reports_53.lua:44: attempt to compare number with string
--> 43	false	regression/public_reports_53.lua:45: number has no integer representation
--> 44	true	3	16
--> 45	false	regression/public_reports_53.lua:47: attempt to perform bitwise operation on a string value
--> 47	true	true	true	0
--> 48	true	true	integer	float	4.0	5.0
--> 49	true	a	b	3	1
--> 50	true
--> 51	true	2
--> 52	true	2
--> 53	true
--> 54	false	bad argument #1 to 'select' (index out of range)
--> 55	false	bad argument #2 to 'setmetatable' (nil or table expected)
--> 56	false	invalid key to 'next'
--> 57	true	1
--> 58	true	-0.0	0.0	1e+15	true	3
--> 59	true	3
--> 60	true	3
--> 61	false	bad argument #1 to 'math.random' (interval is empty)
--> 62	false	too many results to unpack
--> 63	false	invalid value (table) at index 2 in table for 'concat'
--> 64	true	3
--> 66	false	invalid UTF-8 code
--> 67	true	nil	2
--> 1	true	s:1: no visible label 'x' for <goto> at line 1
--> 2	true	s:1: label 'x' already defined on line 1
--> 3	true	s:1: <goto x> at line 1 jumps into the scope of local 'a'
--> 4	true	s:1: <name> expected near '='
--> 5	true	s:1: <break> at line 1 not inside a loop
--> 6	true	s:1: no visible label 'c' for <goto> at line 1
--> 7	true	s:1: decimal escape too large near ''\400''
--> 8	true	s:1: hexadecimal digit expected near ''\xZ'
--> 9	true	s:1: syntax error near <eof>
--> 10	true	s:1: malformed number near '1..2'
--> 11	true	s:1: UTF-8 value too large near '"\u{110000'
--> 12	true	s:1: <goto c> at line 1 jumps into the scope of local 'z'
--> 13	true	s:1: unexpected symbol near '<'
--> 14	true	s:1: syntax error near '='
--> 15	true	s:1: unfinished long string (starting at line 1) near <eof>
--> 16	true	s:1: unfinished string near <eof>
--> 17	false
--> sort	1	false	invalid order function for sorting
--> sort	2	true
--> sort	3	false	invalid order function for sorting
