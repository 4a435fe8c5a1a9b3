local n = 0
for i = 1, 0, 0 do n = n + 1; if n > 3 then break end end
print(n)  --> 4
for i = 1, 3, 0 do n = n + 1; if n > 3 then break end end
print(n)  --> 4
