local function decode(s)
  s = s:gsub("+", " ")
  return (s:gsub("%%(%x%x)", function(h) return string.char(tonumber(h, 16)) end))
end
local function encode(s)
  return (s:gsub("[^%w ]", function(c) return ("%%%02X"):format(c:byte()) end):gsub(" ", "+"))
end
print(decode("a%20b+c%21"), encode("a b&c=d!"), decode(encode("100% \"pure\"")))
--> a b c!	a+b%26c%3Dd%21	100% "pure"
