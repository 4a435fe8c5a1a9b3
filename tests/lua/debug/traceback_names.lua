-- targets: 5.1 5.1-int
local function level2() error("x") end
function level1() level2() end
local t = {}
function t.method() level1() end
local _, text = xpcall(function() t.method() end, debug.traceback)
print(text:match("in function '(level%d)'"), text:match("in function '(method)'"))  --> level1	method
level1 = nil
