-- targets: 5.1 5.1-int
print(pcall(string.gsub, "x", "x", true))
--> false	bad argument #3 to '?' (string/function/table/lightfunction expected)
print(pcall(string.gsub, "x", "x"))
--> false	bad argument #3 to '?' (string/function/table/lightfunction expected)
print(pcall(string.gsub, "x", "x", function() return {} end))  --> false	invalid replacement value (a table)
print(pcall(string.gsub, "x", "x", { x = true }))  --> false	invalid replacement value (a boolean)
print(pcall(string.gsub, "x", "x", function() error("callback", 0) end))  --> false	callback
print(pcall(string.gsub, "abc", "(a", "x"))  --> true	xbc	1
print(pcall(string.gsub, "abc", "a)", "x"))  --> false	invalid pattern capture
print(pcall(string.gsub, "abc", "a", "%2"))  --> false	invalid capture index
print(pcall(string.gsub))  --> false	bad argument #1 to '?' (string expected, got no value)
