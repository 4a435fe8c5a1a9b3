local all = { ... }
table.sort(all)
local unpack = unpack or table.unpack
return unpack(all)
