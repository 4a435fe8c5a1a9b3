-- targets: 5.3 5.3-64
-- load asks for a piece when the lexer needs its first character, and not again after an error or the end.
local function pieces(...)
  local list, asked = { ... }, 0
  local f, message = load(function() asked = asked + 1 return list[asked] end, "=p")
  return f and f() or message, asked
end
print(pieces("return ", "1", "2"))  --> 12	4
print(pieces("return 1 +", " ", "", "5"))  --> p:1: unexpected symbol near <eof>	3
print(pieces("*", "return 1"))  --> p:1: unexpected symbol near '*'	2
print(pieces("return 'a", "b", "c'", " .. 'd'"))  --> abcd	5
print(pieces("x = = 1", "2", "3"))  --> p:1: unexpected symbol near '='	1
print(load(function() error("stop", 0) end))  --> nil	stop
print((select(2, load(function() return {} end)):match("reader.*")))  --> reader function must return a string
local n = 0
print(type(select(2, load(function() n = n + 1 if n == 2 then error({}) end return "return 1 " end))))  --> table
