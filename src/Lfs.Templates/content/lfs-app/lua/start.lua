-- What the device does. C# runs it as Modules.Start(), the device itself by init.lua.

local greeting = require("greeting")

print(greeting.words("world"))
