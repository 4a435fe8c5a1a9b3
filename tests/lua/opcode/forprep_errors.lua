-- targets: 5.1 5.1-int
print(pcall(function() for i = {}, 2 do end end))
--> false	opcode/forprep_errors.lua:2: 'for' initial value must be a number
print(pcall(function() for i = 1, "x" do end end))
--> false	opcode/forprep_errors.lua:4: 'for' limit must be a number
print(pcall(function() for i = 1, 2, nil do end end))
--> false	opcode/forprep_errors.lua:6: 'for' step must be a number
print(pcall(function() for i = nil, {}, {} do end end))
--> false	opcode/forprep_errors.lua:8: 'for' initial value must be a number
