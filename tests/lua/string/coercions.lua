-- targets: 5.1 5.1-int
print("10" + 5, "3" * "4", 10 .. "", "0x10" + 0, " 5 " + 1)  --> 15	12	10	16	6
print(10 .. 20, -1 .. "", "7" % 4 == 3)  --> 1020	-1	true
print(pcall(function() return "abc" + 1 end))
--> false	string/coercions.lua:4: attempt to perform arithmetic on a string value
print(pcall(function() return {} .. "x" end))
--> false	string/coercions.lua:6: attempt to concatenate a table value
print(pcall(function() return "1" < 2 end))
--> false	string/coercions.lua:8: attempt to compare string with number
print("10" == 10, 10 == 10, ("5"):rep(2) + 1, #(12 .. ""))  --> false	true	56	2
print(math.max("10", 9), ("x"):rep("3"), string.sub(12345, 2, 3))  --> 10	xxx	23
