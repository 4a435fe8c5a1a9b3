-- targets: 5.1 5.1-int
print(string.gfind ~= nil)  --> true
for k, v in string.gfind("x=1;y=2", "(%w)=(%w)") do print(k, v) end
--> x	1
--> y	2
