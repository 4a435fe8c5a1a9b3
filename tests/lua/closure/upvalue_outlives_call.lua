local function counter()
  local n = 0
  return function() n = n + 1; return n end
end
local next_of = counter()
print(next_of(), next_of())  --> 1	2
print(counter()(), next_of())  --> 1	3
