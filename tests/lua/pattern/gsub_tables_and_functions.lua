-- targets: 5.1 5.1-int
print(("$name is $age"):gsub("%$(%w+)", { name = "Lua", age = 30 }))  --> Lua is 30	2
print(("$a $b"):gsub("%$(%w+)", { a = false, b = nil }))  --> $a $b	2
print(("abc"):gsub("%w", function(c) return c:upper() .. "." end))  --> A.B.C.	3
print(("abc"):gsub("%w", function(c) if c == "b" then return nil end return "x" end))  --> xbx	3
print(("abc"):gsub("(a)(b)", function(a, b) return b .. a end))  --> bac	1
print(("4 5"):gsub("%d", function(d) return d * 2 end))  --> 8 10	2
local t = setmetatable({}, { __index = function(_, k) return "[" .. k .. "]" end })
print(("ab"):gsub("%w", t), ("ab"):gsub("()", function(p) return p end))  --> [a][b]	1a2b3	3
