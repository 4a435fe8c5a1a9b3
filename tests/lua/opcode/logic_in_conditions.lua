local function check(a, b, c)
  if a and b or c then return "yes" end
  return "no"
end
print(check(true, true), check(true, false), check(nil, 1, 1), check(1, nil, nil))  --> yes	no	yes	no
local function both(a, b)
  if not (a or b) then return "neither" elseif a and not b then return "a" elseif not a then return "b" end
  return "both"
end
print(both(), both(1), both(nil, 1), both(1, 1))  --> neither	a	b	both
local t = { f = function() return true end }
if t.f() and not t.g then print("short circuit") end  --> short circuit
while t.f and t.f() do t.f = nil end
print(t.f)  --> nil
