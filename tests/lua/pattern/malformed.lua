-- targets: 5.1 5.1-int
print(pcall(string.find, "a", "[a"))  --> false	malformed pattern (missing ']')
print(pcall(string.find, "a", "[]"))  --> false	malformed pattern (missing ']')
print(pcall(string.find, "a", "[^]"))  --> false	malformed pattern (missing ']')
print(pcall(string.find, "a", "%"))  --> false	malformed pattern (ends with '%')
print(pcall(string.find, "a", "[a%"))  --> false	malformed pattern (missing ']')
print(pcall(string.find, "a", "(a"))  --> false	unfinished capture
print(pcall(string.find, "a", "a)"))  --> true	nil
print(pcall(string.find, "a", "%1"))  --> false	invalid capture index
print(pcall(string.find, "a", "(a%1)"))  --> false	invalid capture index
print(pcall(string.find, "a", "%b"))  --> false	unbalanced pattern
print(pcall(string.find, "a", "%ba"))  --> false	unbalanced pattern
print(pcall(string.find, "a", "%f"))  --> false	missing '[' after '%f' in pattern
