local out = {}
for i = 1, 3 do
  for j = 1, 3 do
    if j == i then break end
    repeat
      out[#out + 1] = i .. ":" .. j
      do break end
    until true
  end
end
print(table.concat(out, " "))  --> 2:1 3:1 3:2
