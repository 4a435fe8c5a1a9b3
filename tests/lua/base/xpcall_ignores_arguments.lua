-- targets: 5.1 5.1-int
print(xpcall(function(...) return select("#", ...) end, function(e) return e end))  --> true	0
print(select("#", xpcall(function(...) return ... end, print, 1, 2)))  --> 1
