local n = 10000 * K
local function number(value)
  local text = string.char(value % 128)
  value = math.floor(value / 128)
  while value > 0 do
    text = string.char(128 + value % 128) .. text
    value = math.floor(value / 128)
  end
  return text
end
local dump = string.dump(function() end)
local parts = {dump:sub(1, #dump - 20)}
for i = 1, 199 do parts[#parts + 1] = '\0\0\0\0\0\2' .. number(n) end
for cut = 1, 40 do
  parts[1] = dump:sub(1, cut)
  pcall(load, table.concat(parts) .. ('\0'):rep(n), '=b')
end
