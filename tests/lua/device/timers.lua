-- device-only
-- The clock of a device stands still while a program runs.
local t = tmr.create()
print(t:state())  --> nil
t:register(100, tmr.ALARM_SEMI, function() end)
print(t:state())  --> false	2
print(t:start(), t:start(), t:interval(50), t:stop(), t:alarm(10, tmr.ALARM_SINGLE, function() end))
--> true	false	nil	true	true
t:unregister()
local now = tmr.now()
tmr.delay(1500)
print(tmr.now() - now, tmr.time(), tmr.ccount() ~= 0)  --> 1500	0	true
print(tmr.wdclr(), tmr.softwd(-1))  --> nil
