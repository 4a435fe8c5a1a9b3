local ok = true
for _ = 1, 100 do local x = math.random(); ok = ok and x >= 0 and x < 1 end
print(ok)  --> true
