-- targets: 5.1 5.1-int
local ram = debug.getstrings("RAM")
print(type(ram), #ram > 0, type(ram[1]))
local sorted = true
for i = 2, #ram do sorted = sorted and ram[i - 1] <= ram[i] end
print(sorted, #debug.getstrings() > 0)
print(pcall(debug.getstrings, "XX"))
--> table	true	string
--> true	true
--> false	bad argument #1 to '?' (invalid option 'XX')
