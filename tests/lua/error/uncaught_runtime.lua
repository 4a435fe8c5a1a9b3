-- targets: 5.1 5.1-int
local t = { field = nil }
print("about to fail")  --> about to fail
t.field.x = 1
--> error: error/uncaught_runtime.lua:4: attempt to index field 'field' (a nil value)
