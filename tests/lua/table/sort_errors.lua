-- targets: 5.1 5.1-int
print(pcall(table.sort))  --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(table.sort, {}, 5))  --> false	bad argument #2 to '?' (function expected, got number)
print(pcall(table.sort, { 1, "a" }))  --> false	attempt to compare string with number
print(pcall(table.sort, { {}, {} }))  --> false	attempt to compare two table values
print(pcall(table.sort, { 3, 2, 1 }, function() error("comparator", 0) end))  --> false	comparator
print(pcall(table.sort, { 1, nil, 3, 4 }, nil) == false)  --> true
print(pcall(table.sort, { true, false }))  --> false	attempt to compare two boolean values
