-- Random operations on arrays, and sorts with every comparison that is asked for.
local seed = 99
local function random(n) seed = (seed * 16807) % 2147483647 return seed % n + 1 end
local function dump(t)
  local s = {}
  for i = -3, 30 do if t[i] ~= nil then s[#s + 1] = i .. "=" .. tostring(t[i]) end end
  return table.concat(s, " ")
end
-- Where there are holes, what #t is depends on how the table came to its sizes: stock Lua makes other ones.
local function has_holes(t)
  local n = 0
  for k in pairs(t) do
    if k < 1 then return true end
    n = n + 1
  end
  return n ~= table.maxn(t)
end
for n = 1, 300 do
  local t = {}
  for i = 1, random(12) - 1 do t[i] = i * 10 end
  for k = 1, 6 do
    local op = random(3)
    if op == 1 then print(pcall(table.insert, t, random(15) - 3, k)) end
    if op == 2 then print(pcall(table.remove, t, random(15) - 3)) end
    if op == 3 then table.insert(t, k); print(table.remove(t), #t); table.insert(t, "e") end
    print(dump(t), table.maxn(t))
    if has_holes(t) then break end
    print(#t, table.getn(t), pcall(table.concat, t, ",", random(6) - 2, random(12) - 1))
  end
end
-- In short lines: a device joins no more than 4,096 bytes.
local function show(list)
  for i = 1, #list, 50 do print(table.concat(list, " ", i, math.min(i + 49, #list))) end
end
local kinds = {
  function() return random(10) end, function() return random(1000) / 7 end, function() return "s" .. random(50) end,
  function(i) return i end, function(i) return -i end,
}
local orders = {
  function(a, b) return a < b end, function(a, b) return a > b end, function() return random(2) == 1 end,
  function() return true end, function(a, b) return tostring(a) <= tostring(b) end,
}
for n = 1, 150 do
  local t, log, kind, order = {}, {}, kinds[random(#kinds)], orders[random(#orders)]
  for i = 1, random(40) - 1 do t[i] = kind(i) end
  local function logged(a, b)
    log[#log + 1] = tostring(a) .. "<" .. tostring(b)
    return order(a, b)
  end
  print(pcall(table.sort, t, random(4) > 1 and logged or nil))
  print(dump(t))
  show(log)
end
print(pcall(table.sort, { 3, 1, 0 / 0, 2, 0 / 0, 5, -1, 4 }))
local large = {}
for i = 1, 2000 do large[i] = random(100000) end
table.sort(large)
show(large)
