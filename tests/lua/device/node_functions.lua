-- device-only
print(node.setonerror(function() end), node.task.post(function() end))  --> nil
print(node.startup().banner, node.startup{frequency = 160}.frequency, node.startup{}.frequency)  --> true	160	80
print(node.startupcommand("@app.lua"), node.startup().command, node.startup{}.command)  --> true	@app.lua	nil
print(node.setcpufreq(node.CPU160MHZ), node.getcpufreq(), node.setcpufreq(node.CPU80MHZ))  --> 160	160	80
print(node.dsleep(), node.restore(), node.osprint(true), pcall(node.sleep))
--> nil	nil	nil	false	node.sleep() is unavailable
print(type(node.dsleepMax()), node.flashid() > 0)  --> number	true
local r = node.random(5, 7)
print(r >= 5 and r <= 7, node.random(1))  --> true	1
print(pcall(node.input, "x"))
--> false	no prompt reads the input: the device was started without its start-up
print(node.output(nil))  -->
file.putcontents("m.lua", "return ...")
node.compile("m.lua")
print(loadfile("m.lc")(6))  --> 6
print(pcall(function() node.setpartitiontable(1) end))
--> false	device/node_functions.lua:17: bad argument #1 to 'setpartitiontable' (must be table)
print(type(node.flashreload("none")))
--> Warning, deprecated API! node.flashreload. It will be removed soon. Use node.LFS interface instead. See documentation for details.
--> string
