local a = 1
local function outer()
  local b = 10
  local function mid()
    local c = 100
    return function() a = a + 1; b = b + 10; c = c + 100; return a, b, c end
  end
  return mid(), mid()
end
local f, g = outer()
print(f())  --> 2	20	200
print(g())  --> 3	30	200
print(f())  --> 4	40	300
print(a)  --> 4
