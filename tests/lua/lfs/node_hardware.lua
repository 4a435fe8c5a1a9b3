-- device-only
-- targets: 5.1 5.1-int
-- What the device says of itself: 4 MB of flash, just powered on.
print(node.flashsize())  --> 4194304
print(node.bootreason())  --> 1	0
local partitions = node.getpartitiontable()
print(partitions.lfs_addr, partitions.lfs_size)  --> 614400	262144
print(type(node.heap()), type(node.chipid()))  --> number	number
