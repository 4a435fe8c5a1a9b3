local i = 0
while true do
  i = i + 1
  if i == 3 then break end
end
print(i)  --> 3
repeat
  i = i - 1
until i == 0
print(i)  --> 0
if i == 1 then print("one") elseif i == 0 then print("zero") else print("other") end  --> zero
