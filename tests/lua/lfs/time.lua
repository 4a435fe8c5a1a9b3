-- device-only
-- targets: 5.1 5.1-int
print(node.LFS.time)  --> 1600000000
print(type(node.LFS.time), node.LFS.time == node.LFS.time)  --> number	true
