local function split(line)
  local fields = {}
  for f in (line .. ","):gmatch("([^,]*),") do fields[#fields + 1] = f end
  return fields
end
local t = split("a,,b c,d")
print(#t, t[1], t[2] == "", t[3], t[4])  --> 4	a	true	b c	d
print(#split(""), #split(","))  --> 1	2
