-- targets: 5.3 5.3-64
-- What string functions do differently since 5.1: separators, anchors, integers, limits.
local text = ""
local function put(...) for i = 1, select("#", ...) do text = text .. tostring((select(i, ...))) end end
local function why(...) return (select(2, pcall(...)):gsub("^.-:%d+: ", "")) end
print(("ab"):rep(3, "-"), ("ab"):rep(1, "-"), ("ab"):rep(0, "-"), ("ab"):rep(-1), (""):rep(100) == "")  --> ab-ab-ab	ab			true
print(("%5d|%-5d|%05d|%+d|% d"):format(42, 42, 42, 42, 42), ("%x %X %o"):format(255, 255, 8), ("%d"):format(3.0))  -->    42|42   |00042|+42| 42	ff FF 10	3
print(("%5.1f|%g|%e|%.0f"):format(2.25, 0.5, 1.5, 2.5), ("%i"):format("10"), ("%c%c"):format(76, 117))  -->   2.2|0.5|1.500000e+00|2	10	Lu
print(("%q"):format('a"b"\0c'), ("%q"):format(10), ("%s %s"):format(nil, true), ("%10.3s|"):format("abcdef"))  --> "a\"b\"\0c"	10	nil true	       abc|
print(("%a"):format(0.5), ("%A"):format(1), ("%-8s|%8s"):format("a", "b"), ("%%"):format())  --> 0x1p-1	0X1P+0	a       |       b	%
print(why(string.format, "%d", 1.5))  --> bad argument #2 to 'string.format' (number has no integer representation)
print(why(string.format, "%d", "x"))  --> bad argument #2 to 'string.format' (number expected, got string)
print(why(string.format, "%y", 1))  --> invalid option '%y' to 'format'
print(why(string.format, "%q", {}))  --> bad argument #2 to 'string.format' (value has no literal form)
print(why(string.format, "%s"))  --> bad argument #2 to 'string.format' (no value)
print(why(string.format, "%0123d", 1))  --> invalid format (width or precision too long)
print(("abc"):byte(1, -1), ("abc"):byte(10), ("abc"):byte(0), ("abc"):byte(-2, -1))  --> 97	nil	nil	98	99
print(("hello"):sub(2, -2), ("hello"):sub(-3), ("hello"):sub(4, 2), ("hello"):sub(-100, 100), ("hello"):sub(math.mininteger, math.maxinteger))  --> ell	llo		hello	hello
print(("hello world"):find("o w"), ("hello"):find("l", -2), ("hello"):find("", 6), ("hello"):find("", 7), ("a.b"):find(".", 2, true))  --> 5	4	6	nil	2	2
print(("hello"):match("(h)(.)(l+)"), ("key = 5"):match("(%w+)%s*=%s*(%d+)"), ("abc"):match("()b()"), ("x"):match("y"))  --> h	key	2	nil
print(("abc"):gsub("", "-"), ("hello"):gsub("l", "L", 1), ("abc"):gsub("%w", "%0%0"), ("a b"):gsub("%s", "%%"))  --> -a-b-c-	heLlo	aabbcc	a%b	1
print(("hello"):gsub("[aeiou]", { e = "E", o = false }), ("abc"):gsub(".", function(c) if c == "b" then return nil end return c:upper() end))  --> hEllo	AbC	3
print(("THE (quick) fox"):find("%((%a+)%)"), ("f(a(b)c)d"):match("%b()"), ("THE quick"):gsub("%f[%a]%a", "X"))  --> 5	(a(b)c)	XHE Xuick	2
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do put(k, v, ";") end print(text) text = ""  --> a1;b2;
print(("x"):gsub("x", "%1"), why(string.gsub, "x", "x", "%2"))  --> x	invalid capture index %2
print(why(string.gsub, "x", "x", "%"))  --> invalid use of '%' in replacement string
print(why(string.rep, "xx", math.maxinteger))  --> resulting string too large
print(why(string.find, "a", "[a"))  --> malformed pattern (missing ']')
print(why(string.find, "a", "(a"))  --> unfinished capture
print(why(string.find, "a", "%"))  --> malformed pattern (ends with '%')
print(why(string.char, 256))  --> bad argument #1 to 'string.char' (value out of range)
print(("abc"):reverse(), ("AbC"):lower(), ("AbC"):upper(), #"\u{20AC}", ("\x41\65B"), "a" < "b", "a" < "B", "Z" < "a", "" < "a", "a\0b" < "a\0c")  --> cba	abc	ABC	3	AAB	true	false	true	true	true
print(10 .. "", 1.5 .. "|", -0.0 .. "", 2^20 .. "", "10" + 5, "0x10" * 2, "3" // 2, 10 // "3", "1e1" + 0, " 5 " | 0)  --> 10	1.5|	-0.0	1048576.0	15.0	32.0	1.0	3.0	10.0	5
print(why(function() return "a" + 1 end))  --> attempt to perform arithmetic on a string value
print(why(function() return "1.5" | 0 end))  --> number has no integer representation
print(tostring(1e15), tostring(3.0), tostring(-0.0), tostring(1e30 * 0 == 0), tostring(0.1), 1e1)  --> 1e+15	3.0	-0.0	true	0.1	10.0
