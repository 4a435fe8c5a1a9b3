-- targets: 5.1 5.1-int
local co = coroutine.create(function() local x = 1; coroutine.yield(x) end)
coroutine.resume(co)
print(debug.traceback(co))
--> stack traceback:
--> 	[C]: in function 'yield'
--> 	debug/traceback_of_coroutine.lua:2: in function <debug/traceback_of_coroutine.lua:2>
print(debug.traceback(co, "with message"))
--> with message
--> stack traceback:
--> 	[C]: in function 'yield'
--> 	debug/traceback_of_coroutine.lua:2: in function <debug/traceback_of_coroutine.lua:2>
print(debug.traceback(co, nil))  --> nil
coroutine.resume(co)
print(debug.traceback(co))  --> stack traceback:
