-- targets: 5.1 5.1-int
print("first")  --> first
missing_function()
--> error: error/uncaught_call_of_global.lua:3: attempt to call global 'missing_function' (a nil value)
