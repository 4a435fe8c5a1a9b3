-- targets: 5.3 5.3-64
-- Three functions of the reference refuse a write, with two texts. Where it would write to flash, ours refuse too.
print(pcall(function() string.extra = 1 end))
--> false	nodemcu/rom_table_writes_53.lua:3: table is Readonly
print(pcall(function() math[1] = 1 end))
--> false	nodemcu/rom_table_writes_53.lua:5: table is Readonly
print(pcall(function() string.upper = nil end))
--> false	nodemcu/rom_table_writes_53.lua:7: table is Readonly
print(pcall(rawset, string, "x", 1))  --> false	table is readonly
print(pcall(rawset, string, 1, 1))  --> false	table is readonly
print(pcall(rawset, ROM, "print", 1))  --> false	table is readonly
print(pcall(setmetatable, string, {}))  --> false	table is Readonly
print(pcall(debug.setmetatable, string, {}))  --> false	table is Readonly
print(getmetatable(string), string.extra, math[1], string.upper("x"))  --> nil	nil	nil	X
