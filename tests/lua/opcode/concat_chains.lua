local a, b = "a", "b"
print(a .. b, a .. b .. a .. b, a .. 1 .. b .. 2)  --> ab	abab	a1b2
print(1 .. 2, 1 .. "", "" .. "", "end")  --> 12	1		end
local s = ""
for i = 1, 10 do s = s .. i .. "," end
print(s)  --> 1,2,3,4,5,6,7,8,9,10,
print(a .. (b .. (a .. b)), ((a .. b) .. a) .. b)  --> abab	abab
