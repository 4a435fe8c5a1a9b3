local a = "con" .. "cat"
local b = ("concat"):sub(1)
print(a == b, a == "concat", #a == #b)  --> true	true	true
local t = { [a] = 1 }
print(t["con" .. "cat"], t.concat)  --> 1	1
local long1 = ("x"):rep(500)
local long2 = ("x"):rep(250) .. ("x"):rep(250)
t[long1] = "long key"
print(long1 == long2, t[long2])  --> true	long key
