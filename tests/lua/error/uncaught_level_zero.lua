-- targets: 5.1 5.1-int
error("no position", 0)
--> error: no position
