-- targets: 5.1 5.1-int
-- A new closure takes the environment of the function that makes it.
local function make() return function() return name end end
local before = make()
setfenv(make, { name = "made" })
local after = make()
name = "global"
print(before(), after())  --> global	made
name = nil
local f = loadstring("return function() return who end")
setfenv(f, { who = "chunk" })
print(f()())  --> chunk
