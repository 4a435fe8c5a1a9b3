-- targets: 5.1
print(unpack({ 1, 2, 3 }))  --> 1	2	3
print(unpack({ 1, 2, 3 }, 2))  --> 2	3
print(unpack({ 1, 2, 3 }, 2, 3))  --> 2	3
print(unpack({ 1, 2 }, 0, 3))  --> nil	1	2	nil
print(unpack({}, 1, 3))  --> nil	nil	nil
print(select("#", unpack({}, 1, 0)), select("#", unpack({ n = 3 })))  --> 0	0
print(pcall(unpack))  --> false	bad argument #1 to '?' (table expected, got no value)
print(pcall(unpack, {}, "x"))  --> false	bad argument #2 to '?' (number expected, got string)
print(pcall(unpack, {}, 1, 1e7))  --> false	too many results to unpack
