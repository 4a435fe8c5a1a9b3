-- targets: 5.1 5.1-int
print(math.pow(2, 10), math.pow(3, 0), math.pow(2, 3), math.sqrt(49), math.sqrt(0))  --> 1024	1	8	7	0
