-- targets: 5.1 5.1-int
print(table.getn({ 1, 2, 3 }), table.getn({}))  --> 3	0
local kb = gcinfo()
print(type(kb), kb > 0, kb == math.floor(kb))  --> number	true	true
