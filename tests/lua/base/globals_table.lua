-- targets: 5.1 5.1-int
print(_G._G == _G, _G.print == print, type(_G))  --> true	true	table
new_global = 1
print(_G.new_global, rawget(_G, "new_global"))  --> 1	1
_G.new_global = nil
print(new_global, _VERSION)  --> nil	Lua 5.1
