print(("no items"):format(1, 2, 3), ("%d"):format(1, 2))  --> no items	1
print(("%s and %s"):format("a", "b", "c"))  --> a and b
print((""):format())  -->
