local old = tostring
tostring = function(v) return "<" .. old(v) .. ">" end
print(1, "a", nil)
tostring = function() return 5 end
local ok, message = pcall(print, 1)
tostring = old
print(ok, message)
tostring = nil
print(pcall(print, "x"))
tostring = old
print("restored")
--> <1>	<a>	<nil>
--> 5
--> true	nil
--> x
--> true
--> restored
