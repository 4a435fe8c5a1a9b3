-- targets: 5.3 5.3-64
-- The library utf8 of 5.3.
local text = ""
local function put(...) for i = 1, select("#", ...) do text = text .. tostring((select(i, ...))) end end
local function why(...) return (select(2, pcall(...)):gsub("^.-:%d+: ", "")) end
local s = "h\u{E4}\u{DF}\u{20AC}\u{10FFFF}"
print(#s, utf8.len(s), utf8.len(""), utf8.len("abc", 2), utf8.len("abc", 4), utf8.len("abc", 2, 1), utf8.len(s, -4))  --> 12	5	0	2	0	0	1
print(utf8.len("ab\xff"), utf8.len("\xe4"), utf8.len("\xc0\x80"), utf8.len("\xed\xa0\x80"), utf8.len("\xf4\x90\x80\x80"))  --> nil	nil	nil	1	nil	1
print(utf8.char(), utf8.char(72, 228, 8364) == "H\u{E4}\u{20AC}", #utf8.char(0x10FFFF), utf8.char(0) == "\0")  --> 	true	4	true
print(utf8.codepoint(s, 1, -1))  --> 104	228	223	8364	1114111
print(utf8.codepoint("abc"), utf8.codepoint("abc", 2), utf8.codepoint("abc", -1), utf8.codepoint("abc", 3, 2))  --> 97	98	99
print(utf8.offset(s, 3), utf8.offset(s, -1), utf8.offset(s, 0, 3), utf8.offset(s, 6), utf8.offset(s, 7), utf8.offset("abc", 1, 3), utf8.offset("", 1))  --> 4	9	2	13	nil	3	1
for p, c in utf8.codes(s) do put(p, ":", c, " ") end print(text .. "|") text = ""  --> 1:104 2:228 4:223 6:8364 9:1114111 |
for p, c in utf8.codes("") do put(p, ":", c, " ") end print(text .. "empty") text = ""  --> empty
print(utf8.charpattern == "[\0-\x7F\xC2-\xF4][\x80-\xBF]*")  --> true
for c in s:gmatch(utf8.charpattern) do put(#c, " ") end print(text .. "|") text = ""  --> 1 2 2 3 4 |
print(why(utf8.len, "abc", 5))  --> bad argument #2 to 'utf8.len' (initial position out of string)
print(why(utf8.len, "abc", 1, 4))  --> bad argument #3 to 'utf8.len' (final position out of string)
print(why(utf8.codepoint, "abc", 4))  --> bad argument #3 to 'utf8.codepoint' (out of range)
print(why(utf8.codepoint, "\xff"))  --> invalid UTF-8 code
print(why(utf8.codepoint, "abc", 0))  --> bad argument #2 to 'utf8.codepoint' (out of range)
print(why(utf8.offset, "a\u{E4}", 1, 3))  --> initial position is a continuation byte
print(why(utf8.offset, "abc", 1, 5))  --> bad argument #3 to 'utf8.offset' (position out of range)
print(why(utf8.char, -1))  --> bad argument #1 to 'utf8.char' (value out of range)
print(why(utf8.char, 0x110000))  --> bad argument #1 to 'utf8.char' (value out of range)
print(why(function() for _ in utf8.codes("a\xff") do end end))  --> invalid UTF-8 code
