-- targets: 5.1 5.1-int
print(pcall(function() string.format = 1 end))
print(pcall(function() math.pi = 3 end))
print(string.format("%s", "unchanged"), #string, #{ string })
--> false	nodemcu/rom_table_writes_in_51.lua:2: table is readonly
--> false	nodemcu/rom_table_writes_in_51.lua:3: table is readonly
--> unchanged	0	1
