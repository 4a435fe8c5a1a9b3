-- device-only
-- targets: 5.1 5.1-int
local rom, sorted, found = debug.getstrings("ROM"), true, {}
for i, s in ipairs(rom) do
  found[s] = true
  sorted = sorted and (i == 1 or rom[i - 1] < s)
end
print(type(rom), sorted, found["hello "], found.greet, found["failed on purpose"])  --> table	true	true	true	true
