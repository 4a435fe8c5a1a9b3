collectgarbage()
local n, done = 0, false
repeat
  done = collectgarbage("step", 1)
  n = n + 1
until done or n > 100000
print(done)  --> true
