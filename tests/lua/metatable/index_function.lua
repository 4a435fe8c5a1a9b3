local calls = {}
local t = setmetatable({ present = 1 }, { __index = function(self, k) calls[#calls + 1] = tostring(k); return k end })
print(t.present, t.absent, t[1], t[true], #calls)  --> 1	absent	1	true	3
print(table.concat(calls, " "))  --> absent 1 true
local defaults = setmetatable({}, { __index = function(self, k) local v = k .. "!"; rawset(self, k, v); return v end })
print(defaults.x, rawget(defaults, "x"), defaults.x, select("#", (function() return defaults.y end)()))
--> x!	x!	x!	1
