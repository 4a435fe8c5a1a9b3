-- A method called with a wrong self says so.
local function try(f) print((select(2, pcall(f)):gsub("^.-:%d+: ", ""))) end
local t = { upper = string.upper }
try(function() t:upper() end)  --> calling 'upper' on bad self (string expected, got table)
try(function() string.upper(nil) end)  --> bad argument #1 to 'upper' (string expected, got nil)
