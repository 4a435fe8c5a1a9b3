--- Answers lines.
---@param ... string the lines
print(...)
return ...
