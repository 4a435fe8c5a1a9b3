-- targets: 5.1 5.3 5.3-64
print(1 < 2, 2 <= 2, 3 > 4, -1 < 0, 0 == -0, 1e3 == 1000)  --> true	true	false	true	true	true
print(pcall(function() return 1 < "2" end))
--> false	number/comparison.lua:3: attempt to compare number with string
print(pcall(function() return {} < {} end))
--> false	number/comparison.lua:5: attempt to compare two table values
print(pcall(function() return nil > 1 end))
--> false	number/comparison.lua:7: attempt to compare number with nil
print(pcall(function() return "a" < 1 end))
--> false	number/comparison.lua:9: attempt to compare string with number
print(pcall(function() return print <= print end))
--> false	number/comparison.lua:11: attempt to compare two function values
print(pcall(function() return true < false end))
--> false	number/comparison.lua:13: attempt to compare two boolean values
