local list
for i = 1, 5 do list = { value = i, next = list } end
local out, node = {}, list
while node do out[#out + 1] = node.value; node = node.next end
print(table.concat(out, " "))  --> 5 4 3 2 1
local function reverse(l, acc) if not l then return acc end return reverse(l.next, { value = l.value, next = acc }) end
node, out = reverse(list), {}
while node do out[#out + 1] = node.value; node = node.next end
print(table.concat(out, " "))  --> 1 2 3 4 5
