-- device-only
-- targets: 5.1 5.1-int
print(pcall(node.LFS.get("fails")))  --> false	modules/fails.lua:5: failed on purpose
print(pcall(node.LFS.get("fails"), "field"))
--> false	modules/fails.lua:3: attempt to index field 'no' (a nil value)
print(pcall(node.LFS.get("greet")))
--> false	modules/greet.lua:2: attempt to concatenate a nil value
