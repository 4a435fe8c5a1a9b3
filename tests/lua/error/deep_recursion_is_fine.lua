local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
print(depth(150), depth(1500))  --> 150	1500
local function build(n) if n == 0 then return nil end return { next = build(n - 1) } end
local list, n = build(100), 0
while list do n = n + 1; list = list.next end
print(n)  --> 100
