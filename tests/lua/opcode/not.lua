print(not nil, not false, not true, not 0, not "", not {})  --> true	true	false	false	false	false
local a = nil
local b = not a
print(b, not not a, not (a == nil))  --> true	false	false
if not a then print("taken") end  --> taken
while not b do b = true end
print(b)  --> true
