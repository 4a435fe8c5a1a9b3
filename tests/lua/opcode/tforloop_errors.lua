-- targets: 5.1 5.1-int
print(pcall(function() for k in nil do end end))
--> false	opcode/tforloop_errors.lua:2: attempt to call a nil value
print(pcall(function() for k in 5 do end end))
--> false	opcode/tforloop_errors.lua:4: attempt to call a number value
print(pcall(function() for k in pairs(nil) do end end))
--> false	opcode/tforloop_errors.lua:6: bad argument #1 to 'pairs' (table expected, got nil)
print(pcall(function() for k in {} do end end))
--> false	opcode/tforloop_errors.lua:8: attempt to call a table value
