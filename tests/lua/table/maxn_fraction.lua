-- targets: 5.1
print(table.maxn({ [1.5] = true }), table.maxn({ 1, 2, [2.25] = 1 }))  --> 1.5	2.25
