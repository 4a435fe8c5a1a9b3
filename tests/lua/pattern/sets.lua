print(("hello"):match("[aeiou]"), ("hello"):match("[^aeiou]+"), ("x-y"):match("[%-]"), ("a]b"):match("[]]"))
--> e	h	-	]
print(("2024-01-15"):match("[%d%-]+"), ("foo_bar1"):match("[%w_]+"), ("a^b"):match("[%^]"), ("a^b"):match("[b^]"))
--> 2024-01-15	foo_bar1	^	^
print(("tab\there"):match("[^%s]+$"), ("a-z"):match("[a%-z]+"), ("b-"):match("[a-]"), ("zzz"):match("[^a-y]+"))
--> here	a-z	-	zzz
print(("[x]"):match("[[]"), ("[x]"):match("[^[]"), ("%"):match("[%%]"), ("ABCdef"):match("[A-C]+"))
--> [	x	%	ABC
print(("a.b"):match("[.]"), ("a+b"):match("[+*]"), ("\0a"):match("[%z]") == "\0")  --> .	+	true
