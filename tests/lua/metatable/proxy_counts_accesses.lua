local function track(t)
  local n = { reads = 0, writes = 0 }
  local p = setmetatable({}, {
    __index = function(_, k) n.reads = n.reads + 1; return t[k] end,
    __newindex = function(_, k, v) n.writes = n.writes + 1; t[k] = v end,
  })
  return p, n
end
local p, n = track({ a = 1 })
p.b = p.a + p.a
p.c = p.b
print(n.reads, n.writes, p.c)  --> 3	2	2
