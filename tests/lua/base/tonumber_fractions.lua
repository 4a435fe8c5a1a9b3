-- targets: 5.1
print(tonumber("1.5"), tonumber(".5"), tonumber("5."), tonumber("1.5e1"), tonumber("-1.25E-2"))
--> 1.5	0.5	5	15	-0.0125
print(tonumber("0.1"), tonumber("1e1"), tonumber("3e-1"), tonumber("1.2.3"))  --> 0.1	10	0.3	nil
