-- device-only
-- targets: 5.1 5.1-int
local list = node.LFS.list()
local found, sorted = {}, true
for i, name in ipairs(list) do
  found[name] = true
  sorted = sorted and (i == 1 or list[i - 1] < name)
end
print(type(list), sorted, found.greet, found.counter, found.geometry)  --> table	true	true	true	true
print(#node.LFS.list("an ignored option") == #list, node.LFS.list() ~= list)  --> true	true
for _, name in ipairs(list) do
  if type(node.LFS.get(name)) ~= "function" then print("missing", name) end
end
