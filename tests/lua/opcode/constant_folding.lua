print(1 + 1, 2 * 3 - 1, 7 % 4, -(3), - -3)  --> 2	5	3	-3	3
print(60 * 60 * 24, "a" == "a", not nil, not 1)  --> 86400	true	true	false
print(1 == 1 and 2 or 3, (1 and 2) == 2)  --> 2	true
print(0 == -0, 2 ^ 4 == 16, 10 / 2 == 5)  --> true	true	true
