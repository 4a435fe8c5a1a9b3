-- targets: 5.1 5.1-int
print(table.maxn({}), table.maxn({ 1, 2, 3 }), table.maxn({ [10] = 1 }), table.maxn({ 1, nil, 3 }))
--> 0	3	10	3
print(table.maxn({ [-5] = 1 }), table.maxn({ x = 1 }), table.maxn({ [100] = 1, [7] = 1 }))  --> 0	0	100
print(pcall(table.maxn))  --> false	bad argument #1 to '?' (table expected, got no value)
