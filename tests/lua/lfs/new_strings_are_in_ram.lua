-- device-only
-- targets: 5.1 5.1-int
local word = "made " .. 42
local in_rom, in_ram = false, false
for _, s in ipairs(debug.getstrings("ROM")) do in_rom = in_rom or s == word end
for _, s in ipairs(debug.getstrings()) do in_ram = in_ram or s == word end
print(in_rom, in_ram)  --> false	true
