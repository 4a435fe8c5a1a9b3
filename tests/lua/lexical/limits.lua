-- targets: 5.1 5.1-int
local function locals(n)
  local t = {}
  for i = 1, n do t[i] = "local v" .. i .. " = " .. i end
  return table.concat(t, "\n") .. "\nreturn v" .. n
end
print(loadstring(locals(50), "=l")())  --> 50
print((select(2, loadstring(locals(51), "=l"))))  --> l:51: main function has more than 50 local variables
print((select(2, loadstring(("("):rep(300) .. "1" .. (")"):rep(300), "=p"))))
--> p:1: chunk has too many syntax levels
print(loadstring("return " .. ("("):rep(100) .. "1" .. (")"):rep(100), "=p")())  --> 1
local names = {}
for i = 1, 300 do names[i] = "g" .. i end
print(loadstring("return " .. table.concat(names, ","), "=g") ~= nil)  --> false
