-- targets: 5.3 5.3-64
-- The library table of 5.3: it respects metamethods, and move, pack and unpack are in it.
local text = ""
local function put(...) for i = 1, select("#", ...) do text = text .. tostring((select(i, ...))) end end
local function why(...) return (select(2, pcall(...)):gsub("^.-:%d+: ", "")) end
local function shown(t) return table.concat(t, ",") end
print(shown(table.move({ 1, 2, 3 }, 1, 3, 2)), shown(table.move({ 1, 2, 3 }, 2, 3, 1)), shown(table.move({ 1, 2, 3 }, 1, 3, 1, {})))  --> 1,1,2,3	2,3,3	1,2,3
print(shown(table.move({ 1, 2 }, 1, 0, 5)), table.move({ 7 }, 1, 1, -3)[-3], #table.move({ 1, 2 }, 1, 2, 3))  --> 1,2	7	4
print(table.pack().n, table.pack(nil, nil).n, table.pack(1, nil, 3)[3])  --> 0	2	3
print(table.unpack({ 1, 2, 3 }), table.unpack({ 1, 2, 3 }, 2), (table.unpack({ 1, 2 }, 2, 3)))  --> 1	2	2
print(table.unpack({}, 1, 3))  --> nil	nil	nil
print(select("#", table.unpack({}, 5, 4)), table.unpack({ [-1] = "a", [0] = "b" }, -1, 0))  --> 0	a	b
print(table.concat({}), table.concat({ 1, 2.5, "x" }, "-"), table.concat({ 1, 2, 3 }, ",", 2), table.concat({ 1, 2, 3 }, ",", 2, 2), table.concat({ 1 }, ",", 2, 1), "|")  --> 	1-2.5-x	2,3	2		|
local t = { 1, 2, 3 }
table.insert(t, 4) table.insert(t, 1, 0) table.insert(t, 6, 9)
print(shown(t), table.remove(t), table.remove(t, 1), table.remove(t, 2), shown(t))  --> 0,1,2,3,4,9	9	0	2	1,3,4
print(table.remove({}), table.remove({}, 0), table.remove({ 1 }, 2), #t)  --> nil	nil	nil	3
local log = {}
local proxy = setmetatable({}, {
  __len = function() return 2 end,
  __index = function(_, k) log[#log + 1] = "r" .. k return k * 10 end,
  __newindex = function(_, k, v) log[#log + 1] = "w" .. k .. "=" .. tostring(v) end,
})
print(table.concat(proxy, ","), table.unpack(proxy))  --> 10,20	10	20
table.insert(proxy, 5) table.insert(proxy, 1, 7) print(table.remove(proxy, 1), shown(log))  --> 10	r1,r2,r1,r2,w3=5,r2,w3=20,r1,w2=10,w1=7,r1,r2,w1=20,w2=nil
log = {} table.move(proxy, 1, 2, 2) print(shown(log))  --> r2,w3=20,r1,w2=10
local words = { "pear", "fig", "apple", "kiwi" }
table.sort(words) print(shown(words))  --> apple,fig,kiwi,pear
table.sort(words, function(a, b) return #a < #b or (#a == #b and a < b) end) print(shown(words))  --> fig,kiwi,pear,apple
local mixed = { 3, 1.5, 2, -1, 2^10 } table.sort(mixed, function(a, b) return a > b end) print(shown(mixed))  --> 1024.0,3,2,1.5,-1
print(rawlen({ 1, 2 }), rawlen("abc"), rawequal(t, t), #proxy, next({}), type(next), rawget(proxy, 1))  --> 2	3	true	2	nil	function	nil
for i, v in ipairs(proxy) do if i > 2 then break end put(i, "=", v, " ") end print(text .. "|") text = ""  --> 1=10 2=20 |
for k, v in pairs(setmetatable({}, { __pairs = function() return function(_, k) if not k then return 1, 2 end end, {}, nil end })) do print(k, v) end  --> 1	2
print(why(table.insert, { 1, 2 }, 5, 1))  --> bad argument #2 to 'table.insert' (position out of bounds)
print(why(table.insert, { 1, 2 }))  --> wrong number of arguments to 'insert'
print(why(table.insert, { 1, 2 }, 1, 2, 3))  --> wrong number of arguments to 'insert'
print(why(table.remove, { 1, 2 }, 5))  --> bad argument #1 to 'table.remove' (position out of bounds)
print(why(table.concat, { 1, {}, 3 }))  --> invalid value (table) at index 2 in table for 'concat'
print(why(table.move, {}, 1, math.maxinteger, 2))  --> bad argument #4 to 'table.move' (destination wrap around)
print(why(table.unpack, {}, 1, 10000000))  --> too many results to unpack
print(why(table.sort, { 1, "x" }))  --> attempt to compare string with number
print(why(table.sort, { 3, 1, 2 }, 5))  --> bad argument #2 to 'table.sort' (function expected, got number)
print(why(table.concat, 5))  --> bad argument #1 to 'table.concat' (table expected, got number)
print(why(rawlen, 5))  --> bad argument #1 to 'rawlen' (table or string expected)
local f = { [1] = "i", [2.0] = "f" } print(f[1.0], f[2], #f, next({ [3.0] = 1 }), math.type(next({ [3.0] = 1 })))  --> i	f	2	3	integer
