-- targets: 5.1 5.1-int
print(tonumber("ff", 16), tonumber("FF", 16), tonumber("777", 8), tonumber("1010", 2), tonumber("zz", 36))
--> 255	255	511	10	1295
print(tonumber("10", 10), tonumber("9", 8), tonumber("g", 16), tonumber("", 10), tonumber("2", 2))
--> 10	nil	nil	nil	nil
print(tonumber("  7  ", 8), tonumber("0x10", 16), tonumber("7fffffff", 16))  --> 7	16	2147483647
