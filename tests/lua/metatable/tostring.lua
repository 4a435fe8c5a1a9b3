-- targets: 5.1 5.1-int
local t = setmetatable({}, { __tostring = function(self) return "T:" .. tostring(rawequal(self, self)) end })
print(t, tostring(t))  --> T:true	T:true
print(pcall(tostring, setmetatable({}, { __tostring = function() error("tostring failed", 0) end })))
--> false	tostring failed
print(pcall(tostring, setmetatable({}, { __tostring = true })))  --> false	attempt to call a boolean value
local p = newproxy(true)
getmetatable(p).__tostring = function() return "proxy" end
print(p)  --> proxy
