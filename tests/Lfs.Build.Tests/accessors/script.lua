--- Greets on the console.
---@param name string whom
---@param times? integer
local name, times = ...
times = times or 1
for _ = 1, times do print("hello " .. name) end
