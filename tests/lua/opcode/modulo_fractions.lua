-- targets: 5.1
print(5.5 % 2, -5.5 % 2, 5.5 % -2, -5.5 % -2)  --> 1.5	0.5	-0.5	-1.5
local huge = math.huge
print(1 % huge == 1, 0.5 % 0.25)  --> false	0
