-- targets: 5.3 5.3-64
-- A '>' that the program writes asks for the last argument, whatever it is.
local function show(...)
  local t = debug.getinfo(...)
  print(t.what, t.short_src, t.linedefined, t.currentline, t.nparams, t.namewhat, t.istailcall, t.func)
end
show(1, ">S")  --> C	[C]	-1	nil	nil	nil	nil	nil
show(1, ">Slnut")  --> C	[C]	-1	-1	0		false	nil
show(1, ">f")  --> nil	nil	nil	nil	nil	nil	nil	>f
show(1, ">")  --> nil	nil	nil	nil	nil	nil	nil	nil
show(1, ">Sun", function(a, b) return a, b end)
--> Lua	debug/getinfo_of_the_value_on_top_53.lua	11	nil	2		nil	nil
print(debug.getinfo(1, ">L").activelines, debug.getinfo(99, ">S"))  --> nil	nil
print(debug.getinfo(1, "S\0X").what)  --> main
-- The library writes one for a function.
for _, what in ipairs { ">S", ">", "S>", "X" } do
  print(pcall(debug.getinfo, print, what))
end
--> false	bad argument #2 to 'debug.getinfo' (invalid option)
--> false	bad argument #2 to 'debug.getinfo' (invalid option)
--> false	bad argument #2 to 'debug.getinfo' (invalid option)
--> false	bad argument #2 to 'debug.getinfo' (invalid option)
print(pcall(debug.getinfo, 1, ">>S"))  --> false	bad argument #2 to 'debug.getinfo' (invalid option)
