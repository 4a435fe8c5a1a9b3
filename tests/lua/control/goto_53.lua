-- targets: 5.3 5.3-64
-- goto, labels, and the scope of locals that jumps leave.
local text = ""
local function put(...) for i = 1, select("#", ...) do text = text .. tostring((select(i, ...))) end end
local function why(source) return (select(2, load(source, "=g")):gsub("^.-:%d+: ", "")) end
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto continue end
    put(i, j, " ")
    ::continue::
  end
end
print(text .. "|") text = ""  --> 11 13 21 23 31 33 |
do local n = 0 ::top:: n = n + 1 if n < 5 then goto top end print(n) end  --> 5
local fs = {}
do
  local i = 1
  ::again::
  local x = i * 10
  fs[i] = function() x = x + 1 return x end
  i = i + 1
  if i <= 3 then goto again end
end
print(fs[1](), fs[2](), fs[3](), fs[1]())  --> 11	21	31	12
local function find(t, v) for i, w in ipairs(t) do if w == v then goto found end end do return "none" end ::found:: return "found" end
print(find({ 1, 2 }, 2), find({ 1, 2 }, 3))  --> found	none
do goto out; local unused; ::out:: end
while true do repeat goto done until true end ::done:: print("done")  --> done
print(why("goto x"))  --> no visible label 'x' for <goto> at line 1
print(why("::a:: ::a::"))  --> label 'a' already defined on line 1
print(why("do goto a end local x ::a:: x = 1"))  --> <goto a> at line 1 jumps into the scope of local 'x'
print(why("break"))  --> <break> at line 1 not inside a loop
print(why("repeat if x then goto c end local y ::c:: until y"))  --> <goto c> at line 1 jumps into the scope of local 'y'
print(why("goto = 1"))  --> <name> expected near '='
print(why("::a::b::"))  --> syntax error near '::'
