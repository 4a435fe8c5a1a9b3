-- targets: 5.1 5.1-int
-- The message names what was indexed, also where a method is called.
object = { part = 1 }
print(pcall(loadstring("object.part:turn()", "=chunk")))  --> false	chunk:1: attempt to index field 'part' (a number value)
