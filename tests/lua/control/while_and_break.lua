local n, seen = 0, {}
while n < 10 do
  n = n + 1
  if n % 2 == 0 then seen[#seen + 1] = n end
  if #seen == 3 then break end
end
print(n, table.concat(seen, " "))  --> 6	2 4 6
while false do print("never") end
while nil do print("never") end
local outer = 0
while outer < 3 do
  outer = outer + 1
  for i = 1, 10 do
    if i == outer then break end
    seen[#seen + 1] = outer * 10 + i
  end
end
print(table.concat(seen, " "))  --> 2 4 6 21 31 32
