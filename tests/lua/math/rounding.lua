print(math.floor(3), math.ceil(3), math.abs(-3), math.abs(3))  --> 3	3	3	3
print(math.max(1, 5, 3), math.min(4, 2, 8), math.max(7), math.min(-1, -2))  --> 5	2	7	-2
print(math.floor(-3), math.ceil(-3), math.abs(0))  --> -3	-3	0
