-- device-only
-- The module file, on the file system of a device that has just been provisioned.
print(file.putcontents("a", "one\ntwo\n"), file.exists("a"), file.exists("b"))  --> true	true	false
local f = file.open("a", "r+")
print(f:readline() == "one\n", f:seek("cur", 0), f:seek("end"), f:writeline("three"), f:flush())  --> true	4	8	true	true
f:close()
print(file.open("a") ~= nil, file.readline() == "one\n", file.read("w"), file.seek("set", 0), file.read(3))
--> true	true	tw	0	one
file.close()
print(file.open("a", "a") ~= nil, file.write("end"), file.writeline(""), file.flush())  --> true	true	true	true
file.close()
print(#file.getcontents("a"), file.rename("a", "c"), file.stat("c").size)  --> 18	true	18
for name, size in pairs(file.list()) do print(name, size) end  --> c	18
print(file.remove("c"), next(file.list()))  --> nil	nil
local left, used, total = file.fsinfo()
print(left + used == total, select("#", file.fscfg()), file.on("rtc", nil))  --> true	2
print(file.format())
--> format done.
-->
