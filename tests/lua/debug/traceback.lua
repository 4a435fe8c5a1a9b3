print(debug.traceback("message"):match("^message\nstack traceback:\n") ~= nil)  --> true
print(debug.traceback():match("^stack traceback:\n") ~= nil)  --> true
print(debug.traceback(12):match("^12\n") ~= nil)  --> true
local function f() return debug.traceback("in f", 1) end
local text = f()
print(text:match("debug/traceback.lua:%d+: in function") ~= nil)  --> true
print(text:match("in main chunk") ~= nil)  --> true
