local function three() return 1, 2, 3 end
local a = { three() }
local b = { 0, three() }
local c = { three(), nil }
local d = { (three()) }
local function f(...) return { ... } end
print(#a, #b, b[4], c[1], c[2], #d)  --> 3	4	3	1	nil	1
print(#f(), #f(1, 2, 3), f(nil, 2)[2])  --> 0	3	2
local t = f(unpack({ 1, 2, 3 }))
print(#t, t[3])  --> 3	3
local e = { three(), three(), x = "hash", three() }
print(#e, e[1], e[2], e[3], e[5], e.x)  --> 5	1	1	1	3	hash
