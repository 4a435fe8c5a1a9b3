-- targets: 5.1 5.1-int
print(next({}))  --> nil
print(next({ "a" }))  --> 1	a
print(next({ "a" }, 1))  --> nil
print(next({ x = 5 }))  --> x	5
local t, n = { 1, 2, 3, a = 1, b = 2 }, 0
local k, v = next(t)
while k do n = n + v; k, v = next(t, k) end
print(n)  --> 9
print(pcall(next))  --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(next, {}, "missing"))  --> false	invalid key to 'next'
print(pcall(next, { 1, 2 }, 5))  --> false	invalid key to 'next'
