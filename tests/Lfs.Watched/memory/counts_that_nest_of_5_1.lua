local n = 10000 * K
local zero, parts = u32(0), {string.dump(function() end):sub(1, 12)}
for i = 1, 199 do
  parts[#parts + 1] = zero .. zero .. zero .. '\0\0\2\2' .. zero .. zero .. u32(n)
end
local chunk = table.concat(parts) .. ('\0'):rep(n)
parts = nil
return pcall(load, chunk, '=b')
