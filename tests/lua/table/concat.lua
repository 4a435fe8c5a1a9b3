-- targets: 5.1 5.1-int
print(table.concat({ 1, 2, 3 }), table.concat({ 1, 2, 3 }, ", "), table.concat({}, "x") == "")
--> 123	1, 2, 3	true
print(table.concat({ 1, 2, 3, 4 }, "-", 2, 3), table.concat({ "a", "b" }, "", 2), table.concat({ 1, 2 }, ",", 3) == "")
--> 2-3	b	true
print(table.concat({ "a", 1, "b" }, " "), table.concat({ 1, 2 }, ",", 2, 1) == "", table.concat({ 1, 2 }, 0))
--> a 1 b	true	102
print(#table.concat({ ("x"):rep(300), ("y"):rep(300) }, ("z"):rep(10)))  --> 610
print(pcall(table.concat, { 1, {}, 3 }))  --> false	invalid value (table) at index 2 in table for 'concat'
print(pcall(table.concat, { 1, 2 }, ",", 1, 3))
--> false	invalid value (nil) at index 3 in table for 'concat'
print(pcall(table.concat, { true }))  --> false	invalid value (boolean) at index 1 in table for 'concat'
print(pcall(table.concat))  --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(table.concat, {}, {}))  --> false	bad argument #2 to '?' (string expected, got table)
