-- targets: 5.1 5.1-int
-- NodeMCU allows ten captures, the stock language thirty-two.
print(("abcdefghij"):match("(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)"))  --> a	b	c	d	e	f	g	h	i	j
print(pcall(string.match, "abcdefghijk", "(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)"))  --> false	too many captures
