local get, set
do
  local hidden = 1
  get = function() return hidden end
  set = function(v) hidden = v end
end
do local other = 99 end
print(get())  --> 1
set(5)
print(get())  --> 5
local fs = {}
local i = 1
repeat
  local x = i
  fs[i] = function() x = x * 2; return x end
  i = i + 1
until x == 3
print(fs[1](), fs[2](), fs[3](), fs[1]())  --> 2	4	6	4
