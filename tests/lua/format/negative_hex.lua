-- targets: 5.1 5.3-64
print(("%x"):format(-1):sub(-8), ("%X"):format(-255):sub(-8), ("%o"):format(-1):sub(-10))
--> ffffffff	FFFFFF01	7777777777
print(("%u"):format(4294967295))  --> 4294967295
