local s = "aZ5 _\t.\1"
for _, c in ipairs({ "a", "A", "d", "D", "l", "L", "u", "U", "w", "W", "s", "S", "p", "P", "c", "C", "x", "X" }) do
  local _, n = s:gsub("%" .. c, "")
  print(c, n)
end
--> a	2
--> A	6
--> d	1
--> D	7
--> l	1
--> L	7
--> u	1
--> U	7
--> w	3
--> W	5
--> s	2
--> S	6
--> p	2
--> P	6
--> c	2
--> C	6
--> x	2
--> X	6
