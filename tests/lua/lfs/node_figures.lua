-- device-only
-- targets: 5.1 5.1-int
local heap, id = node.heap(), node.chipid()
print(type(heap), heap > 0, heap % 1, type(id), id % 1)  --> number	true	0	number	0
local t = {}
for i = 1, 200 do t[i] = { i } end
print(node.heap() < heap, #t)  --> true	200
