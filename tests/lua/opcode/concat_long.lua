local s = "0123456789"
local t = s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s .. s
print(#t, t:sub(1, 12), t:sub(-5))  --> 200	012345678901	56789
local u = t .. t .. t .. t .. t .. t
print(#u, u:sub(595, 605))  --> 1200	45678901234
