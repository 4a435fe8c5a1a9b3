local parts = {}
for i = 1, 26 do parts[i] = string.char(96 + i) end
local s = table.concat(parts)
print(s, #s, s:upper():reverse():sub(1, 5))  --> abcdefghijklmnopqrstuvwxyz	26	ZYXWV
local r = s:gsub("[aeiou]", function(v) return v:upper() end)
print(r)  --> AbcdEfghIjklmnOpqrstUvwxyz
local freq = {}
for c in ("mississippi"):gmatch(".") do freq[c] = (freq[c] or 0) + 1 end
print(freq.m, freq.i, freq.s, freq.p)  --> 1	4	4	2
