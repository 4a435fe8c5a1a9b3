print(("aaa"):match("a*"), ("aaa"):match("a+"), ("aaa"):match("a-"), ("aaa"):match("a?"), ("baaa"):match("a*") == "")
--> aaa	aaa		a	true
print(("<<x>>"):match("<(.-)>"), ("<<x>>"):match("<(.*)>"), ("color colour"):gsub("colou?r", "C"))
--> <x	<x>	C C	2
print(("xaaay"):match("xa-y"), ("xy"):match("xa*y"), ("xy"):match("xa+y"), ("abc"):match(".-"), ("abc"):match(".-$"))
--> xaaay	xy	nil		abc
print(("aXbXc"):match("(.*)X(.*)"), ("aXbXc"):match("(.-)X(.*)"))  --> aXb	a	bXc
