local a = [[one
two]]
print(a, #a)
--> one
--> two	7
local b = [==[
x]]y]=]z]==]
print(b)  --> x]]y]=]z
local c = [[
first newline skipped]]
print(c)  --> first newline skipped
local d = [[

]]
print(#d, [[\n is raw]], #[==[]==])  --> 1	\n is raw	0
--[[ a comment
print("hidden") ]]
--[==[ another ]] one
]==]
print("after") --[[inline]] print("comments")
--> after
--> comments
