-- targets: 5.3 5.3-64
-- Arithmetic of 5.3 on integers and floats, and what turns into what.
local text = ""
local function put(...) for i = 1, select("#", ...) do text = text .. tostring((select(i, ...))) end end
local function why(f) return (select(2, pcall(f)):gsub("^.-:%d+: ", "")) end
print(7 // 2, -7 // 2, 7 // -2, 7.0 // 2, -7 // 2.0, 7 % 3, -7 % 3, 7 % -3, -7 % -3, 7.5 % 2, -7.5 % 2, 7.5 % -2)  --> 3	-4	-4	3.0	-4.0	1	2	-2	-1	1.5	0.5	-0.5
print(1 / 2, 4 / 2, 2 ^ 2, 2 ^ -1, 1 // 0.0, -1 // 0.0, 0.0 / 0.0 ~= 0.0 / 0.0, 3 | 4, 6 & 3, 6 ~ 3, ~0, 1 << 4, 256 >> 4)  --> 0.5	2.0	4.0	0.5	inf	-inf	true	7	2	5	-1	16	16
print(1 << 64, 1 >> 64, -1 >> 1 == math.maxinteger, 1 << -1, 2 >> -1, 3.0 | 0, "0xff" & 15, 2^10 | 1, -1 >> 0)  --> 0	0	true	0	4	3	15	1025	-1
print(1 == 1.0, 1 < 1.5, 2^53 == 2^53 + 0, "1" == 1, math.maxinteger < 1e30, math.mininteger > -1e30, 1 <= 1.0, -0.0 == 0)  --> true	true	true	false	true	true	true	true
print(math.maxinteger + 0.0 == 2^31 or math.maxinteger + 0.0 == 2^63, math.mininteger // -1 == math.mininteger, math.mininteger % -1)  --> true	true	0
print(why(function() return 1 // 0 end))  --> attempt to divide by zero
print(why(function() return 1 % 0 end))  --> attempt to perform 'n%0'
print(why(function() return 1.5 | 1 end))  --> number has no integer representation
print(why(function() return 2^100 | 1 end))  --> number has no integer representation
print(why(function() return {} | 1 end))  --> attempt to perform bitwise operation on a table value
print(why(function() return 1 < "2" end))  --> attempt to compare number with string
print(why(function() return {} < {} end))  --> attempt to compare two table values
print(why(function() return nil .. "x" end))  --> attempt to concatenate a nil value
print(why(function() return -{} end))  --> attempt to perform arithmetic on a table value
print(why(function() return #5 end))  --> attempt to get length of a number value
print(why(function() return ~"a" end))  --> attempt to perform bitwise operation on a string value (constant 'a')
print(why(function() local t = {} t[0 / 0] = 1 end))  --> table index is NaN
print(why(function() local t = {} t[nil] = 1 end))  --> table index is nil
print(why(function() for i = "a", 10 do end end))  --> 'for' initial value must be a number
print(why(function() for i = 1, {} do end end))  --> 'for' limit must be a number
for i = 1, 3 do put(i, " ") end for i = 1.0, 2 do put(i, " ") end for i = 3, 1, -1 do put(i, " ") end print(text .. "|") text = ""  --> 1 2 3 1.0 2.0 3 2 1 |
for i = 1, 2, 0.5 do put(i, " ") end for i = 1, 0 do put("no") end print(text .. "|") text = ""  --> 1.0 1.5 2.0 |
for i = 1, math.huge do if i > 3 then break end put(i, " ") end for i = 1, -math.huge, -1 do if i < 0 then break end put(i, " ") end print(text .. "|") text = ""  --> 1 2 3 1 0 |
print(0x10, 0xA.8p0, 1e2, .5, 3., 0xffffffffffffffffff == -1, 100 // 1e0, 1e308 * 10 == math.huge, 5 // 0.3)  --> 16	10.5	100.0	0.5	3.0	true	100.0	true	16.0
