-- A comparator that is no order must end in an error or a result, never in a hang.
local t = {}
for i = 1, 30 do t[i] = i end
local ok, message = pcall(table.sort, t, function() return true end)
print(ok, message)  --> false	invalid order function for sorting
