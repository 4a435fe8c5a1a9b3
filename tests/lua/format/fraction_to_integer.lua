-- targets: 5.1
print(("%d"):format(3.99), ("%d"):format(-3.99), ("%x"):format(15.7), ("%c"):format(65.9))  --> 3	-3	f	A
