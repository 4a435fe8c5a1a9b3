local q = { first = 1, last = 0 }
local function push(v) q.last = q.last + 1; q[q.last] = v end
local function pop() local v = q[q.first]; q[q.first] = nil; q.first = q.first + 1; return v end
for i = 1, 100 do push(i); if i % 2 == 0 then pop() end end
print(pop(), pop(), q.last - q.first + 1)  --> 51	52	48
local n = 0
for _ in pairs(q) do n = n + 1 end
print(n)  --> 50
