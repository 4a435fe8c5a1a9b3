-- device-only
-- targets: 5.1 5.1-int
local _, text = xpcall(function() node.LFS.get("fails")() end, debug.traceback)
print(text:match("modules/fails.lua:5: in main chunk") ~= nil)  --> true
print(text:match("^modules/fails.lua:5: failed on purpose\nstack traceback:") ~= nil)  --> true
