-- a line comment
print("a") -- after a statement  --> a
--[[ a long
comment ]] print("b")  --> b
--[=[ with ]] inside ]=] print("c")  --> c
---[[ not a long comment
print("d")  --> d
--]]
print("e" --[[inline]])  --> e
--[==[
print("never")
]==]
