-- targets: 5.1 5.1-int
-- load asks for a piece when the lexer needs its first character, and not again after an error or the end.
local function pieces(...)
  local list, asked = { ... }, 0
  local f, message = load(function() asked = asked + 1 return list[asked] end, "=p")
  return f and f() or message, asked
end
print(pieces("return ", "1", "2"))  --> 12	4
print(pieces("return 1 +", " ", "", "5"))  --> p:1: unexpected symbol near '<eof>'	3
print(pieces("*", "return 1"))  --> p:1: unexpected symbol near '*'	2
print(pieces("x = = 1", "2", "3"))  --> p:1: unexpected symbol near '='	1
print(load(function() error("stop", 0) end))  --> nil	stop
print(loadstring("#!lua\nreturn 1", "=l"))  --> nil	l:1: unexpected symbol near '#'
