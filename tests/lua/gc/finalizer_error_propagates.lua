-- targets: 5.1 5.1-int
do
  local p = newproxy(true)
  getmetatable(p).__gc = function() error("from gc", 0) end
end
local a, b = nil, nil
print(pcall(collectgarbage))  --> false	from gc
print(pcall(collectgarbage))  --> true	0
