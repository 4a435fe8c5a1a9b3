-- device-only
-- targets: 5.1 5.1-int
local co = coroutine.create(node.LFS.get("evens"))
print(coroutine.resume(co, 5))  --> true	2
collectgarbage()
print(coroutine.resume(co))  --> true	4
print(coroutine.resume(co))  --> true	done
print(coroutine.resume(co))  --> false	cannot resume dead coroutine
local out = {}
local next_even = coroutine.wrap(node.LFS.get("evens"))
local v = next_even(7)
while type(v) == "number" do out[#out + 1] = v; v = next_even() end
print(table.concat(out, " "), v)  --> 2 4 6	done
