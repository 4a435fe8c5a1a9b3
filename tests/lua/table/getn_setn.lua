-- targets: 5.1 5.1-int
print(table.getn({ 1, 2 }), table.getn({}))  --> 2	0
print(pcall(table.setn, {}, 3))  --> false	'setn' is obsolete
print(pcall(table.getn))  --> false	bad argument #1 to '?' (table expected, got no value)
