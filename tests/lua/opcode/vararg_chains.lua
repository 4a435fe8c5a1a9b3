local function count(...) return select("#", ...) end
local function drop(_, ...) return ... end
local function rep(n, ...) if n == 0 then return ... end return rep(n - 1, n, ...) end
print(count(drop(1, 2, nil, nil)), drop(1), drop(1, 2, 3))  --> 3	nil	2	3
print(rep(5))  --> 1	2	3	4	5
print(count(rep(200)))  --> 200
print(math.max(rep(20)), string.char(unpack({ 104, 105 })))  --> 20	hi
local function swap(a, b, ...) return b, a, ... end
print(swap(swap(1, 2, 3)))  --> 1	2	3
