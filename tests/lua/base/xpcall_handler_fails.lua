-- An error inside the handler ends the attempt with LUA_ERRERR.
print(xpcall(function() error("first") end, function() error("second") end))
--> false	error in error handling
print(xpcall(function() error("first") end, function() local x = nil; return x() end))
--> false	error in error handling
