-- targets: 5.1 5.1-int
local n = 1
return n + missing_global
--> error: error/uncaught_arithmetic.lua:3: attempt to perform arithmetic on global 'missing_global' (a nil value)
