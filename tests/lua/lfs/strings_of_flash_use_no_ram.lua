-- device-only
-- targets: 5.1 5.1-int
-- The word is made at run time: it is found in flash and no copy is made.
local word = table.concat({ "a string that", "only flash", "holds" }, " ")
local in_rom, in_ram = false, false
for _, s in ipairs(debug.getstrings("ROM")) do in_rom = in_rom or s == word end
for _, s in ipairs(debug.getstrings("RAM")) do in_ram = in_ram or s == word end
print(#word, in_rom, in_ram)  --> 30	true	false
local t = { [word] = "key" }
print(t["a string that " .. "only flash holds"])  --> key
