local n = 0
local function up() n = n + 1; return n end
local function down() n = n - 1; return n end
print(up(), up(), up(), down(), n)  --> 1	2	3	2	2
n = 40
print(up(), n)  --> 41	41
