-- targets: 5.1 5.1-int
local t = {}
for i = "1", "3" do t[#t + 1] = i end
print(#t, t[1], t[3], type(t[1]))  --> 3	1	3	number
for i = "10", "4", "-3" do t[#t + 1] = i end
print(table.concat(t, " "))  --> 1 2 3 10 7 4
