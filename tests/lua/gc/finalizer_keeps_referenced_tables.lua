-- targets: 5.1 5.1-int
local result
do
  local p = newproxy(true)
  local data = { text = "still here" }
  getmetatable(p).__gc = function() result = data.text end
end
local a, b, c = nil, nil, nil
collectgarbage()
print(result)  --> still here
