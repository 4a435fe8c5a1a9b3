-- An error is raised where the frame ends at the end of the stack: handler and argument lie in the spare slots.
local loadf = loadstring or load
local texts = {}
for i = 1, 45 do texts[i] = "'overflow" .. i .. "'" end
local handler = loadf("return function(e) local t = {} local " .. ("a,"):rep(44) .. "b = "
  .. table.concat(texts, ",") .. " return e end")()
local keep = {}
for n = 1, 45 do
  local names = {}
  for i = 1, n do names[i] = "v" .. i end
  local f = loadf("local " .. table.concat(names, ",") .. " = 1 local x return v1 + x")
  coroutine.wrap(function()
    assert(not xpcall(f, handler))
    for i = 1, 5 do keep[#keep + 1] = {i} end
  end)()
end
for i = 1, #keep do keep[i][2] = i end
collectgarbage()
print(#keep, keep[225][1], keep[225][2])    --> 225	5	225
