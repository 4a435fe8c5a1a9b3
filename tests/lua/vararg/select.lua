-- targets: 5.1 5.1-int
print(select(1, "a", "b", "c"))  --> a	b	c
print(select(2, "a", "b", "c"))  --> b	c
print(select(-1, "a", "b", "c"))  --> c
print(select(-3, "a", "b", "c"))  --> a	b	c
print(select(4, "a", "b", "c"))  -->
print(select("#"), select("#", nil), select("#", nil, nil))  --> 0	1	2
print(pcall(select, 0))  --> false	bad argument #1 to '?' (index out of range)
print(pcall(select, -1))  --> false	bad argument #1 to '?' (index out of range)
print(pcall(select))  --> false	bad argument #1 to '?' (number expected, got no value)
print(pcall(select, "x"))  --> false	bad argument #1 to '?' (number expected, got string)
print(select("2", 1, 2))  --> 2
