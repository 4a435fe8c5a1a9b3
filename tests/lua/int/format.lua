-- targets: 5.1-int
print(("%d %5d %-5d| %05d %x %X %o %u %c"):format(1, 2, 3, 4, 255, 255, 8, 9, 65))
--> 1     2 3    | 00004 ff FF 10 9 A
print(pcall(string.format, "%f", 1))  --> false	invalid option '%f' to 'format'
print(pcall(string.format, "%g", 1))  --> false	invalid option '%g' to 'format'
print(pcall(string.format, "%e", 1))  --> false	invalid option '%e' to 'format'
