local log, store = {}, {}
local t = setmetatable({ existing = 1 }, { __newindex = function(_, k, v) log[#log + 1] = k .. "=" .. tostring(v) end })
t.existing = 2
t.fresh = 3
t.fresh = 4
t[1] = nil
print(t.existing, t.fresh, table.concat(log, " "))  --> 2	nil	fresh=3 fresh=4 1=nil
local proxy = setmetatable({}, { __newindex = store, __index = store })
proxy.x = 10
print(rawget(proxy, "x"), store.x, proxy.x)  --> nil	10	10
local chain = setmetatable({}, { __newindex = proxy })
chain.y = 20
print(store.y, chain.y)  --> 20	nil
