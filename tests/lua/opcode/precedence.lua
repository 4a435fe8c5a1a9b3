print(1 + 2 * 3, (1 + 2) * 3, 10 - 2 - 3, 2 * 3 % 4, -3 % 5, not 1 == 2)  --> 7	9	5	2	2	false
print("a" .. 1 + 2, 1 .. 2 == "12", 1 < 2 == true, "x" < "y" and "z")  --> a3	true	true	z
print(not nil and 1 or 2, #"ab" + 1, -#"ab", not #"" == 0)  --> 1	3	-2	false
print(1 or error("no"), nil and error("no"), 5 - 3 + 1, 2 - -2)  --> 1	nil	3	4
