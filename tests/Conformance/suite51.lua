-- Runs before each file of the official Lua 5.1 test suite. It stands in, in plain Lua, for what the suite
-- uses and a NodeMCU device lacks; SuitePatches.cs cuts what cannot be stood in for.
-- `writefile` and `removefile` are functions of the host: they change the files that `require` finds.

-- The suite looks for base functions among the globals proper; on a device they are in ROM.
node.stripdebug(1)      -- Keep the names of locals and upvalues: messages show them.
for _, name in ipairs { "print", "assert" } do rawset(_G, name, _G[name]) end

-- math: the device's, and what it lacks and Lua can say.
local function log(x)
  local n = 0
  while x >= 2 do x = x / 2; n = n + 1 end
  local y, sum, term = (x - 1) / (x + 1), 0, nil
  term = y
  for k = 1, 60, 2 do sum = sum + term / k; term = term * y * y end
  -- Not a literal: the integer build could not read it.
  return n * tonumber "0.693147180559945309417" + 2 * sum
end
math = setmetatable({
  log = log,
  mod = function(a, b) local r = a % b; if r ~= 0 and a * b < 0 then r = r - b end return r end,
  modf = function(x) local r = x % 1; return x - r, r end,
  deg = function(x) return x * 180 / math.pi end,
  rad = function(x) return x * math.pi / 180 end,
}, { __index = math })

-- debug.getinfo: the current line only, from the position that `error` puts before its message.
debug = setmetatable({
  getinfo = function(level)
    local _, where = pcall(error, "", level + 2)
    return { currentline = tonumber(string.match(where, ":(%d+):")) }
  end,
}, { __index = debug })

-- io and os: files in the host's memory, written as a whole when they are closed.
local name, parts
io = setmetatable({
  output = function(path)
    if path then name, parts = path, {} end
    return name
  end,
  write = function(...)
    for i = 1, select("#", ...) do parts[#parts + 1] = tostring((select(i, ...))) end
    if #parts > 5000 then parts = { table.concat(parts) } end
  end,
  close = function() writefile(name, table.concat(parts)); name, parts = nil, nil end,
}, { __index = io })
os = setmetatable({
  remove = function(path) return removefile(path) end,
  tmpname = function() return "tmp" end,
}, { __index = os })

-- `require` of a library gives what stands in for it: the host's io and os are in package.loaded.
package.loaded.io, package.loaded.os = io, os
