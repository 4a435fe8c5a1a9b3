-- targets: 5.1 5.1-int
print("before")  --> before
error("the end")
--> error: error/uncaught_string.lua:3: the end
