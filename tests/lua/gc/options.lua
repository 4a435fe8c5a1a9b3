-- targets: 5.1 5.1-int
print(collectgarbage(), collectgarbage("collect"))  --> 0	0
local kb = collectgarbage("count")
print(type(kb), kb > 0)  --> number	true
print(collectgarbage("stop"), collectgarbage("restart"))  --> 0	0
local old = collectgarbage("setpause", 150)
print(type(old), collectgarbage("setpause", old))  --> number	150
old = collectgarbage("setstepmul", 300)
print(type(old), collectgarbage("setstepmul", old))  --> number	300
print(pcall(collectgarbage, "nonsense"))  --> false	bad argument #1 to '?' (invalid option 'nonsense')
print(pcall(collectgarbage, {}))  --> false	bad argument #1 to '?' (string expected, got table)
