local tasks, log = {}, {}
local function spawn(name, n)
  tasks[#tasks + 1] = coroutine.create(function()
    for i = 1, n do log[#log + 1] = name .. i; coroutine.yield() end
  end)
end
spawn("a", 2); spawn("b", 3); spawn("c", 1)
while #tasks > 0 do
  for i = #tasks, 1, -1 do
    coroutine.resume(tasks[i])
    if coroutine.status(tasks[i]) == "dead" then table.remove(tasks, i) end
  end
end
print(table.concat(log, " "))  --> c1 b1 a1 b2 a2 b3
