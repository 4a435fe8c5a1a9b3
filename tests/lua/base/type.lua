-- targets: 5.1 5.1-int
print(type(nil), type(true), type(1), type("s"), type({}), type(print), type(function() end))
--> nil	boolean	number	string	table	function	function
print(type(coroutine.create(function() end)), type(type(1)))  --> thread	string
print(pcall(type))  --> false	bad argument #1 to '?' (value expected)
