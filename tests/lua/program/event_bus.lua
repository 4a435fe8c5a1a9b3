local bus = { handlers = {} }
function bus:on(name, f) local l = self.handlers[name] or {}; self.handlers[name] = l; l[#l + 1] = f; return self end
function bus:emit(name, ...)
  local n = 0
  for _, f in ipairs(self.handlers[name] or {}) do
    if select(1, pcall(f, ...)) then n = n + 1 end
  end
  return n
end
local log = {}
bus:on("data", function(a, b) log[#log + 1] = a .. b end):on("data", function() error("ignored") end)
print(bus:emit("data", "x", 1), bus:emit("nothing"), table.concat(log))  --> 1	0	x1
