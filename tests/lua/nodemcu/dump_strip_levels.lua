-- targets: 5.1 5.1-int
local function f() return 1 end
local full, none = string.dump(f, true), string.dump(f, false)
print(#full <= #none, loadstring(full)(), loadstring(none)())  --> true	1	1
print(pcall(string.dump, f, 3))  --> false	bad argument #2 to '?' (strip out of range)
print(pcall(string.dump, f, -1))  --> false	bad argument #2 to '?' (strip out of range)
