local t = {}
for i = 1, 300 do t[i] = "string number " .. i end
collectgarbage()
local ok = true
for i = 1, 300 do ok = ok and t[i] == "string number " .. i end
print(ok)  --> true
t = nil
collectgarbage()
print("string number " .. 7)  --> string number 7
