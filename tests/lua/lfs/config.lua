-- device-only
-- targets: 5.1 5.1-int
local c = node.LFS.config
local keys = {}
for k, v in pairs(c) do keys[#keys + 1] = k .. ":" .. type(v) end
table.sort(keys)
print(table.concat(keys, " "))  --> lfs_base:number lfs_mapped:number lfs_size:number lfs_used:number
print(c.lfs_mapped - c.lfs_base == 0x40200000, c.lfs_used > 0, c.lfs_used <= c.lfs_size)  --> true	true	true
print(c.lfs_base % 4096, c.lfs_size % 4096, c.lfs_used % 4)  --> 0	0	0
c.lfs_used = nil
print(node.LFS.config.lfs_used ~= nil, node.info("lfs").lfs_size == c.lfs_size)  --> true	true
