-- targets: 5.1 5.1-int
print(loadstring("return 1\r\n+ 2", "=s")())  --> 3
print((select(2, loadstring("\r\n\r\nx = ", "=s"))))  --> s:3: unexpected symbol near '<eof>'
print((select(2, loadstring("\n\r\n\rx = ", "=s"))))  --> s:3: unexpected symbol near '<eof>'
print((select(2, loadstring("\n\n\nx = ", "=s"))))  --> s:4: unexpected symbol near '<eof>'
print(loadstring("return 'a\\\r\nb'", "=s")() == "a\nb", loadstring("return [[\r\na\r\nb]]", "=s")() == "a\nb")
--> true	true
