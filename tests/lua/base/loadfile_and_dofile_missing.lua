local f, message = loadfile("no_such_file.lua")
print(f, message:match("^cannot open no_such_file.lua"))  --> nil	cannot open no_such_file.lua
local ok
ok, message = pcall(dofile, "no_such_file.lua")
print(ok, message:match("^cannot open no_such_file.lua"))  --> false	cannot open no_such_file.lua
