-- Runs before each file of the official Lua 5.3 test suite, or of the firmware's own copy of it. It stands in,
-- in plain Lua, for what the suite uses and a NodeMCU device lacks; SuitePatches53.cs changes what cannot be
-- stood in for. `writefile` and `removefile` are functions of the host: they change the files that `require`
-- and `dofile` find.

-- Keep the names of locals and upvalues of what is loaded from now on: messages and debug show them.
node.stripdebug(1)

-- The suite looks for base functions among the globals proper; on a device they are in ROM.
for _, name in ipairs { "print", "assert" } do rawset(_G, name, _G[name]) end

-- Gives an io and an os whose files are in the host's memory, written as a whole when they are closed.
function hostfiles()
  local name, parts
  return {
    output = function(path)
      if path then name, parts = path, {} end
      return name
    end,
    write = function(...)
      for i = 1, select("#", ...) do parts[#parts + 1] = tostring((select(i, ...))) end
      if #parts > 5000 then parts = { table.concat(parts) } end
    end,
    close = function() writefile(name, table.concat(parts)) end,
  }, {
    remove = function(path) return removefile(path) end,
    tmpname = function() return "tmp" end,
  }
end
