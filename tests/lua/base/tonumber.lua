-- targets: 5.1
print(tonumber("10"), tonumber("  10  "), tonumber("0x1F"), tonumber("1e2") == 100, tonumber("-7"))
--> 10	10	31	true	-7
print(tonumber("ten"), tonumber(""), tonumber("1 2"), tonumber("0x"), tonumber("1e"), tonumber("."))
--> nil	nil	nil	nil	nil	nil
print(tonumber({}), tonumber(nil), tonumber(true), tonumber(15))  --> nil	nil	nil	15
print(tonumber("\t5\n"), tonumber("5\0"), tonumber("- 1"), tonumber("--1"))  --> 5	5	nil	nil
