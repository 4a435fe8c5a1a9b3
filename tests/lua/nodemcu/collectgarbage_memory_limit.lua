-- targets: 5.1 5.1-int
print(type(collectgarbage("getmemlimit")))
print(type(collectgarbage("setmemlimit", 0)))
--> number
--> number
