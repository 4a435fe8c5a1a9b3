-- targets: 5.1
print(3, 3e2, 0x20, 0Xff, 1e+2 == 100, 1E2 == 100)  --> 3	300	32	255	true	true
print(0xffff, 010, 1e0 == 1, 00)  --> 65535	10	true	0
