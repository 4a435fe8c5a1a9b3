-- targets: 5.3 5.3-64
-- string.pack, packsize and unpack: sizes, byte order, alignment, strings, errors.
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
local function why(...) return (select(2, pcall(...)):gsub("^.-:%d+: ", "")) end
print(hex(string.pack("<i2", -2)), hex(string.pack(">i2", -2)), hex(string.pack("<I3", 0x010203)))  --> feff	fffe	030201
print(hex(string.pack("<i7", -1)), hex(string.pack(">I7", 5)), hex(string.pack("bB", -1, 255)))  --> ffffffffffffff	00000000000005	ffff
print(hex(string.pack("<!4 i1 i4", 1, 2)), hex(string.pack("<!2 b i4", 1, 2)), hex(string.pack("<b Xi4 b", 1, 2)))  --> 0100000002000000	010002000000	0102
print(hex(string.pack("<!4 b Xi4 b", 1, 2)), hex(string.pack("z", "abc")), hex(string.pack("<s2", "abc")))  --> 0100000002	61626300	0300616263
print(hex(string.pack("<s1 x s1", "a", "bc")), hex(string.pack("c5", "abc")), hex(string.pack("", 1)), "|")  --> 016100026263	6162630000		|
print(hex(string.pack("<f", 1.5)), hex(string.pack(">d", -0.25)), hex(string.pack(">f", 2^100)))  --> 0000c03f	bfd0000000000000	71800000
print(string.packsize("<i2 i4 b"), string.packsize("!4 b i4"), string.packsize("c10 x"), string.packsize("!8 b d"))  --> 7	8	11	16
print(string.unpack("<i2", "\xfe\xff"), string.unpack(">I2", "\1\2"), string.unpack("<i3", "\xff\xff\xff"))  --> -2	258	-1	4
print(string.unpack("z s1 b", "ab\0\2xyA"))  --> ab	xy	65	8
print(string.unpack("<i2", "\1\2\3\4", 3), string.unpack("<i2", "\1\2\3\4", -2), string.unpack("b", "a", 1))  --> 1027	1027	97	2
print(string.unpack("<i7", "\xfe\xff\xff\xff\xff\xff\xff"), string.unpack("<f", string.pack("<f", 0.5)))  --> -2	0.5	5
print(string.unpack("<!4 b i4", "\1\0\0\0\2\0\0\0"), string.unpack("c3", "abcdef"), string.unpack("", "x"))  --> 1	abc	1
print(why(string.pack, "i1", 128))  --> bad argument #2 to 'string.pack' (integer overflow)
print(why(string.pack, "B", -1))  --> bad argument #2 to 'string.pack' (unsigned overflow)
print(why(string.pack, "i17", 1))  --> integral size (17) out of limits [1,16]
print(why(string.pack, "i0", 1))  --> integral size (0) out of limits [1,16]
print(why(string.pack, "!3 i4", 1))  --> bad argument #1 to 'string.pack' (format asks for alignment not power of 2)
print(why(string.pack, "X", 1))  --> bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(why(string.pack, "Xz", 1))  --> bad argument #1 to 'string.pack' (invalid next option for option 'X')
print(why(string.pack, "c2", "abc"))  --> bad argument #2 to 'string.pack' (string longer than given size)
print(why(string.pack, "c", "abc"))  --> missing size for format option 'c'
print(why(string.pack, "z", "a\0b"))  --> bad argument #2 to 'string.pack' (string contains zeros)
print(why(string.pack, "s1", ("x"):rep(256)))  --> bad argument #2 to 'string.pack' (string length does not fit in given size)
print(why(string.pack, "y", 1))  --> invalid format option 'y'
print(why(string.pack, "i4", 1.5))  --> bad argument #2 to 'string.pack' (number has no integer representation)
print(why(string.unpack, "<i4", "abc"))  --> bad argument #2 to 'string.unpack' (data string too short)
print(why(string.unpack, "z", "abc"))  --> abc
print(why(string.unpack, "s1", "\5abc"))  --> bad argument #2 to 'string.unpack' (data string too short)
print(why(string.unpack, "b", "abc", 5))  --> bad argument #3 to 'string.unpack' (initial position out of string)
print(why(string.unpack, ">i9", "\1\0\0\0\0\0\0\0\0"))  --> 9-byte integer does not fit into Lua Integer
print(why(string.packsize, "s"))  --> bad argument #1 to 'string.packsize' (variable-length format)
print(why(string.packsize, "z"))  --> bad argument #1 to 'string.packsize' (variable-length format)
