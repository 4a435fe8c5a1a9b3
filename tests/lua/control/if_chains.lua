local function grade(n)
  if n >= 90 then return "A"
  elseif n >= 80 then return "B"
  elseif n >= 70 then return "C"
  else return "F" end
end
print(grade(95), grade(85), grade(75), grade(5))  --> A	B	C	F
local function pick(a, b)
  if a then
    if b then return "ab" else return "a" end
  elseif b then return "b" end
end
print(pick(1, 1), pick(1), pick(nil, 1), pick())  --> ab	a	b
if nil then elseif false then else print("else") end  --> else
