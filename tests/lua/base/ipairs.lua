-- targets: 5.1 5.1-int
for i, v in ipairs({ "a", "b", nil, "d" }) do print(i, v) end
--> 1	a
--> 2	b
for i in ipairs({}) do print("never", i) end
local t = { 1, 2, 3 }
for i, v in ipairs(t) do if i == 1 then t[4] = 4 end; if i == 4 then print("sees", v) end end  --> sees	4
local f, s, c = ipairs(t)
print(type(f), s == t, c)  --> function	true	0
print(f(t, 0))  --> 1	1
print(f(t, 4))  -->
