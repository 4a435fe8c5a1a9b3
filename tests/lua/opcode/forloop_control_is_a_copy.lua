local seen = ""
for i = 1, 3 do
  seen = seen .. i
  i = 10
end
print(seen)  --> 123
local limit = 3
for i = 1, limit do limit = 10; seen = seen .. i end
print(seen, limit)  --> 123123	10
i = "global"
for i = 1, 1 do end
print(i)  --> global
i = nil
