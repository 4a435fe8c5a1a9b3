-- targets: 5.1 5.1-int
print(xpcall(function() return 1, 2 end, print))  --> true	1	2
print(xpcall(function() error("oops", 0) end, function(m) return "handled " .. m end))  --> false	handled oops
print(xpcall(function() error({ code = 7 }) end, function(e) return e.code, "dropped" end))  --> false	7
print(xpcall(function() local x = nil; return x.y end, function(m) return (m:gsub("^.-:%d+: ", "")) end))
--> false	attempt to index a nil value
print(pcall(xpcall))  --> false	bad argument #2 to '?' (value expected)
print(pcall(xpcall, print))  --> false	bad argument #2 to '?' (value expected)
