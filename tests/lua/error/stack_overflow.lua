local function recurse(n) return 1 + recurse(n + 1) end
local ok, message = pcall(recurse, 1)
print(ok, message:match("stack overflow") ~= nil)  --> false	true
local depth = 0
local function count() depth = depth + 1; count(); return depth end
print(pcall(count) == false, depth > 1000)  --> true	true
print(pcall(function() return "still works" end))  --> true	still works
