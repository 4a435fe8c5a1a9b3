local fs = {}
for i = 1, 3 do
  local j = i * 10
  fs[i] = function() j = j + 1; return i, j end
end
print(fs[1](), fs[2](), fs[3]())  --> 1	2	3	31
print(fs[1](), fs[3]())  --> 1	3	32
