-- targets: 5.1 5.3 5.3-64
local nan = 0 / 0
print(nan == nan, nan ~= nan, nan < 1, nan > 1, nan <= nan, not (nan >= 0))
--> false	true	false	false	false	true
print(nan ~= nan and "nan is unequal to itself", math.max(1, 2) == 2)  --> nan is unequal to itself	true
local t = { nan }
print(t[1] ~= t[1], #t)  --> true	1
