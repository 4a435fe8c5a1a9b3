local function show(...)
  local t = {}
  for i = (...), (select(2, ...)), select(3, ...) or 1 do t[#t + 1] = i end
  print(#t, "[" .. table.concat(t, " ") .. "]")
end
show(1, 5)  --> 5	[1 2 3 4 5]
show(5, 1)  --> 0	[]
show(5, 1, -1)  --> 5	[5 4 3 2 1]
show(1, 10, 3)  --> 4	[1 4 7 10]
show(10, 1, -4)  --> 3	[10 6 2]
show(3, 3)  --> 1	[3]
show(-2, 2)  --> 5	[-2 -1 0 1 2]
show(1, 0, -1)  --> 2	[1 0]
