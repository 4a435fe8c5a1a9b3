local v = "local"
v2 = "global"
print(loadstring("return v, v2")())  --> nil	global
loadstring("v2 = 'changed'")()
print(v2, v)  --> changed	local
v2 = nil
