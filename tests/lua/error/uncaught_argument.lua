-- targets: 5.1 5.1-int
string.rep()
--> error: error/uncaught_argument.lua:2: bad argument #1 to 'rep' (string expected, got no value)
