print(("%d %5d %-5d| %05d %+d %+d"):format(1, 2, 3, 4, 5, -6))  --> 1     2 3    | 00004 +5 -6
print(("%i %u %o %x %X %#x %#o"):format(7, 8, 8, 255, 255, 255, 8))  --> 7 8 10 ff FF 0xff 010
print(("%.3d %5.3d % d"):format(5, 5, 5), ("%x"):format(0), ("%d"):format("12"))  --> 005   005  5	0	12
print(("%3d|%-3d|%03d"):format(-1, -1, -1))  -->  -1|-1 |-01
print(("%5s|%d"):format(12, -0))  -->    12|0
