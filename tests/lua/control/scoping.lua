local x = "outer"
do
  local x = "inner"
  print(x)  --> inner
  local x = x .. "most"
  print(x)  --> innermost
end
print(x)  --> outer
local function f(x) local x = x; return x end
print(f("arg"))  --> arg
local x = x .. " again"
print(x)  --> outer again
for x = 1, 1 do print(x) end  --> 1
print(x)  --> outer again
