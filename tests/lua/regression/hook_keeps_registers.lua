-- targets: 5.3 5.3-64
-- A hook runs while an open list of arguments makes the top low, and collects.
local function one() return 1 end
local function same(x) return x end
local args = {}
for i = 1, 200 do args[i] = i end
local f = load("local g, h, k = ... local x = g(h()) k(" .. table.concat(args, ",") .. ") return x")
local keep = {}
debug.sethook(function() collectgarbage() for i = 1, 8 do keep[i] = {i, {}} end end, "", 1)
local last
for i = 1, 20 do last = f(same, one, function(...) return ... end) end
debug.sethook()
for i = 1, 8 do keep[i][1] = tostring(keep[i][1]) end
collectgarbage()
print(last, keep[8][1])    --> 1	8
