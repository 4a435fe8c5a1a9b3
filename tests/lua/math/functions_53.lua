-- targets: 5.3 5.3-64
-- The library math of 5.3: integers stay integers.
local function why(...) return (select(2, pcall(...)):gsub("^.-:%d+: ", "")) end
print(math.type(1), math.type(1.0), math.type("1"), math.type(2^31), why(math.type))  --> integer	float	nil	float	bad argument #1 to 'math.type' (value expected)
print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), math.tointeger({}), math.tointeger(2^100))  --> 3	nil	8	nil	nil
print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2), math.floor(5), math.floor(-0.0))  --> 3	-4	4	-3	5	0
print(math.floor(1e30) == 1e30, math.ceil(-1e30) == -1e30, math.type(math.floor(1e30)), math.type(math.floor(2.5)))  --> true	true	float	integer
print(math.abs(-5), math.abs(5.5), math.abs(-0.0), math.abs(math.mininteger) == math.mininteger)  --> 5	5.5	0.0	true
print(math.max(1, 2.5), math.max(3, 2), math.min(1, 1.0), math.min(2, -1.5), why(math.max))  --> 2.5	3	1	-1.5	bad argument #1 to 'math.max' (value expected)
print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(math.mininteger, -1), why(math.fmod, 1, 0))  --> 1	-1	1	0	bad argument #2 to 'math.fmod' (zero)
print(math.modf(3.5), math.modf(-3.5), math.modf(4), math.modf(1 / 0), math.modf(-1 / 0))  --> 3	-3	4	inf	-inf	0.0
print(math.ult(1, 2), math.ult(-1, 2), math.ult(2, -1), math.sqrt(16), math.sqrt(2.25), math.pi > 3.14)  --> true	false	true	4.0	1.5	true
print(math.huge == 1 / 0, -math.huge, math.maxinteger + 1 == math.mininteger, math.maxinteger * 2)  --> true	-inf	true	-2
print(tonumber("0x10"), tonumber("1e1"), tonumber(" 10 "), tonumber("10a"), tonumber(""), tonumber("0x"), tonumber("1 2"), tonumber("0x1p4"), tonumber("0x.8"))  --> 16	10.0	10	nil	nil	nil	nil	16.0	0.5
print(tonumber("10", 2), tonumber("zz", 36), tonumber("-ff", 16), tonumber("8", 8), tonumber("7", 8), tonumber(" 11 ", 2), tonumber("1e1", 16))  --> 2	1295	-255	nil	7	3	481
print(math.type(tonumber("10")), math.type(tonumber("10.")), math.type(tonumber("1e1")), math.type(tonumber("0x10")), tonumber("inf"), tonumber("nan"), tonumber(nil == 1))  --> integer	float	float	integer	nil	nil	nil
print(why(tonumber), why(tonumber, 10, 2))  --> bad argument #1 to 'tonumber' (value expected)	bad argument #1 to 'tonumber' (string expected, got number)
print(why(tonumber, "1", 40))  --> bad argument #2 to 'tonumber' (base out of range)
print(why(math.floor, "x"))  --> bad argument #1 to 'math.floor' (number expected, got string)
print(why(math.tointeger))  --> bad argument #1 to 'math.tointeger' (value expected)
print(why(math.random, 0))  --> bad argument #1 to 'math.random' (interval is empty)
print(why(math.random, 2, 1))  --> bad argument #1 to 'math.random' (interval is empty)
print(why(math.random, 1, 2, 3))  --> wrong number of arguments
for i = 1, 20 do local r = math.random(3) assert(r >= 1 and r <= 3 and math.type(r) == "integer") end
print(math.random() < 1, math.random(5, 5))  --> true	5
