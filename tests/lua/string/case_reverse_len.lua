-- targets: 5.1 5.1-int
print(("Hello World 123"):upper(), ("Hello World 123"):lower())  --> HELLO WORLD 123	hello world 123
print(("abc"):reverse(), (""):reverse() == "", ("a\0b"):reverse():byte(2))  --> cba	true	0
print(("abc"):len(), ("\0\0"):len(), string.len(12345))  --> 3	2	5
print(pcall(string.upper), pcall(string.len, {}))
--> false	false	bad argument #1 to '?' (string expected, got table)
print(string.lower(12), ("\200\201"):upper():byte(1, 2))  --> 12	200	201
