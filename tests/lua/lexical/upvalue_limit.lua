-- targets: 5.1 5.1-int
local t = {}
for f = 1, 2 do
  for i = 1, 35 do t[#t + 1] = "local v" .. f .. "_" .. i .. " = 1" end
  t[#t + 1] = "local function f" .. f .. "()"
end
local uses = {}
for f = 1, 2 do for i = 1, 35 do uses[#uses + 1] = "v" .. f .. "_" .. i end end
local source = table.concat(t, "\n") .. "\nreturn " .. table.concat(uses, " + ") .. "\nend\nend"
print((select(2, loadstring(source, "=u"))))  --> u:73: function at line 72 has more than 60 upvalues
