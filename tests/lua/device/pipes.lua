-- device-only
local p = pipe.create()
p:write("one\ntwo") p:unread("zero ")
print(p:nrec(), p:read(), p:read("w+"), p:reader(1)(), p:read(10), #p)  --> 1	zero one	tw	o	nil	1
