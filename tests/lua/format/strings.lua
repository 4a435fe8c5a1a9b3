-- targets: 5.1 5.1-int
print(("%s|%5s|%-5s|%.2s|%5.1s|"):format("abc", "abc", "abc", "abc", "abc"))  --> abc|  abc|abc  |ab|    a|
print(("%s %s"):format("a", 1), ("%%"):format(), ("%5%"):len())  --> a 1	%	3
print(("[%10s][%-10s]"):format("right", "left"))  --> [     right][left      ]
print(#("%s"):format(("x"):rep(600)), #("%s"):format("a\0b"))  --> 600	1
print(string.format("%s", true == true and "yes"))  --> yes
print(("%c%c%c"):format(76, 117, 97), ("%.0s"):format("gone") == "", ("%.20s"):format("short"))
--> Lua	true	short
