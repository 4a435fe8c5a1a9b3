local function upto(n, i) if i < n then return i + 1, (i + 1) * 10 end end
for i, v in upto, 3, 0 do print(i, v) end
--> 1	10
--> 2	20
--> 3	30
for a, b, c in function(s, k) if k == nil then return s, "b", "c" end end, "state" do
  print(a, b, c)  --> state	b	c
end
local n = 0
for _ in pairs({ 1, 2, 3, x = 1 }) do n = n + 1 end
print(n)  --> 4
for i, v in ipairs({ "a", "b" }) do print(i, v) end
--> 1	a
--> 2	b
