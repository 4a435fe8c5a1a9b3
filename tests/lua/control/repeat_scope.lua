local i = 0
repeat
  i = i + 1
  local done = i >= 3
until done
print(i)  --> 3
repeat local x = 5 until x == 5
repeat
  i = i + 1
  if i > 100 then break end
  local skip = i
until false
print(i)  --> 101
