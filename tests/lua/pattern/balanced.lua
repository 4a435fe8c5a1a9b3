print(("f(a(b)c)d"):match("%b()"), ("[[x]]"):match("%b[]"), ("((x)"):match("%b()"), ("no"):match("%b()"))
--> (a(b)c)	[[x]]	(x)	nil
print(("if {a {b} c} end"):gsub("%b{}", "BLOCK"), ("''x''"):match("%b''"))  --> if BLOCK end	''
print(("a(b)c(d)"):gsub("%b()", ""))  --> ac	2
