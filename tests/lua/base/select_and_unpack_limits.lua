local t = {}
for i = 1, 200 do t[i] = i end
print(select("#", unpack(t)), (select(200, unpack(t))))  --> 200	200
print(select("#", unpack(t, 100, 150)), (unpack(t, 100)))  --> 51	100
