-- targets: 5.1 5.1-int
return "x" .. {}
--> error: error/uncaught_concat.lua:2: attempt to concatenate a table value
