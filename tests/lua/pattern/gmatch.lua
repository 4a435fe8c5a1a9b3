-- targets: 5.1 5.1-int
for w in ("one two three"):gmatch("%a+") do print(w) end
--> one
--> two
--> three
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(k, v) end
--> a	1
--> b	2
for p in ("abc"):gmatch("()") do print(p) end
--> 1
--> 2
--> 3
--> 4
local n = 0
for _ in ("none"):gmatch("x") do n = n + 1 end
print(n)  --> 0
for m in ("abc"):gmatch("") do n = n + 1 end
print(n)  --> 4
for w in ("^a^a"):gmatch("%^a") do print(w) end
--> ^a
--> ^a
print(pcall(string.gmatch, "x"))  --> false	bad argument #2 to '?' (string expected, got no value)
