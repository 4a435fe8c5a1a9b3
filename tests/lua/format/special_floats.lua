-- targets: 5.1
print(("%f %g %e"):format(1 / 0, -1 / 0, 1 / 0), ("%.1f"):format(-0.0), ("%5.1f|"):format(1 / 0))
--> inf -inf inf	0.0	  inf|
local nan = 0 / 0
print((("%f"):format(nan):gsub("-", "")), nan ~= nan)  --> nan	true
