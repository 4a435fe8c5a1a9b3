-- targets: 5.1
print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2), math.abs(-2.5))  --> 3	-4	4	-3	2.5
print(math.sqrt(2) * math.sqrt(2) - 2 < 1e-9, math.sqrt(16), math.sqrt(0.25))  --> true	4	0.5
print(math.max(1.5, 1.25), math.min(0.1, -0.1), math.floor(0.999), math.ceil(0.001))  --> 1.5	-0.1	0	1
