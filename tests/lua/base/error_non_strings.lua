local function value(e) local _, v = pcall(error, e); return v end
local t = {}
print(value(t) == t, value(nil), value(false), value(12) + 1, value(print) == print)
--> true	nil	false	13	true
local ok, e = pcall(function() error({ code = 404, text = "not found" }) end)
print(ok, e.code, e.text)  --> false	404	not found
local err = setmetatable({}, { __tostring = function() return "an object" end })
ok, e = pcall(error, err)
print(ok, tostring(e), e == err)  --> false	an object	true
