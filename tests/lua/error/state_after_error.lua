local t = { 1, 2, 3 }
pcall(function() t[4] = 4; error("x") end)
print(#t, t[4])  --> 4	4
local n = 0
for i = 1, 100 do
  local ok = pcall(function() n = n + 1; if i % 2 == 0 then error(i) end end)
  if ok ~= (i % 2 == 1) then print("wrong", i) end
end
print(n)  --> 100
local co = coroutine.wrap(function() while true do pcall(error, "in co"); coroutine.yield("alive") end end)
print(co(), co())  --> alive	alive
