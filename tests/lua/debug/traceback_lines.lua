local function inner()
  error("deep")
end
local function middle() inner() end
local ok, text = xpcall(function() middle() end, debug.traceback)
local lines = {}
for line in text:gmatch("traceback_lines.lua:(%d+):") do lines[#lines + 1] = line end
print(ok, text:match("^[^\n]*"))  --> false	debug/traceback_lines.lua:2: deep
print(table.concat(lines, " "))  --> 2 2 4 5 5
