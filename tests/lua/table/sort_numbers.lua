local function sorted(t, f) table.sort(t, f); return table.concat(t, " ") end
print(sorted({ 3, 1, 2 }), sorted({}) == "", sorted({ 1 }), sorted({ 2, 1 }))  --> 1 2 3	true	1	1 2
print(sorted({ 5, 4, 3, 2, 1 }), sorted({ 1, 2, 3, 4, 5 }), sorted({ 1, 1, 1 }))
--> 1 2 3 4 5	1 2 3 4 5	1 1 1
print(sorted({ 3, 1, 2 }, function(a, b) return a > b end))  --> 3 2 1
print(sorted({ 10, -3, 7, 0, 7, -3, 22, 5, 1, 9, 8, 4 }))  --> -3 -3 0 1 4 5 7 7 8 9 10 22
print(sorted({ "b", "a", "C", "B" }), sorted({ "10", "9", "2" }))  --> B C a b	10 2 9
