-- targets: 5.1 5.1-int
print(pcall(function() string.extra = 1 end))
print(pcall(function() math[1] = 1 end))
print(pcall(rawset, table, "x", 1))
print(string.extra, math[1], rawget(string, "len") == string.len)
print(type(string), type(ROM), ROM.string == string)
--> false	nodemcu/rom_tables_are_readonly.lua:2: table is readonly
--> false	nodemcu/rom_tables_are_readonly.lua:3: table is readonly
--> false	table is readonly
--> nil	nil	true
--> table	table	true
