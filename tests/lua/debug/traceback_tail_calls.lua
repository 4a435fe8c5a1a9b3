-- targets: 5.1 5.1-int
local function fail() error("tail") end
local function jump() return fail() end
local _, text = xpcall(function() jump() end, debug.traceback)
print(text:match("%(tail call%): %?") or text:match("%(%.%.%.tail calls%.%.%.%)"))  --> (tail call): ?
