print(pcall(pcall, error, "x"))  --> true	false	x
print(pcall(function()  --> false	outer after inner
  local ok, e = pcall(error, "inner", 0)
  error("outer after " .. e, 0)
end))
local function nest(n) if n == 0 then error("bottom", 0) end local ok, e = pcall(nest, n - 1); error(e .. n, 0) end
print(pcall(nest, 5))  --> false	bottom12345
print(select("#", pcall(pcall, pcall, pcall, error)))  --> 5
