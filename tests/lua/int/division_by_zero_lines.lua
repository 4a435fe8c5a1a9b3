-- targets: 5.1-int
-- The line is that of the last instruction that saved the program counter: none here.
local zero = 0
local function line(f) return (select(2, pcall(f)):match(":(%-?%d+): %a+ by zero$")) end
print(line(function()
  local a = zero
  return 5 / a
end))  --> -1
-- A call, and one of a field.
print(line(function()
  type(zero)
  local a = 5

  return a / zero
end))  --> 11
print(line(function()
  local t = { x = 1 }
  local a = t.x

  return a % zero
end))  --> 18
-- A store, also one that changes an entry.
print(line(function()
  local t = { x = 1 }
  t.x = 2

  return 1 % zero
end))  --> 25
-- The length of a table or string, and list constructors, save nothing.
print(line(function()
  local s = "x"
  local t = { 1, 2, 3 }
  local a = #s

  a = #t
  return a / zero
end))  --> 32
-- A comparison, and a loop whose condition is one, but not a numeric loop after its start.
print(line(function()
  local a = 1
  if a == 1 then
    a = 2
  end
  return a / zero
end))  --> 41
print(line(function()
  local a = 0
  for i = 1, 3 do
    a = a + i
  end
  return a / zero
end))  --> 48
print(line(function()
  for _ in pairs { 1 } do
    local a = 1
  end
  return 1 / zero
end))  --> 54
-- Closures and concatenation.
print(line(function()
  local f = function() return zero end

  return 1 / zero
end))  --> 61
print(line(function()
  local s = zero .. "x"

  return 1 / zero
end))  --> 66
-- Operands that are texts are converted by a call that saves it.
print(line(function()
  local a = "5"

  return a / zero
end))  --> 74
-- Results that a function returns; a tail call starts anew.
print(line(function()
  local function f() return 1 end
  local a = f()

  return a / zero
end))  --> 79
print(line(function()
  local function f(a) return 1 / a end
  return f(zero)
end))  --> -1
-- After an error that was caught, and after a coroutine has been away.
print(line(function()
  pcall(error, "x")

  return 1 / zero
end))  --> 89
print(line(function()
  local co = coroutine.wrap(function()
    coroutine.yield()

    return 1 / zero
  end)
  co()
  co()
end))  --> 95
-- All arguments, and some of them.
print(line(function(...)
  local a, b = ...
  return 1 / zero
end))  --> -1
print(line(function(...)
  local n = { ... }

  return 1 / zero
end))  --> 108
-- Metamethods.
local m = setmetatable({}, {
  __index = function(_, k)
    return k / zero
  end,
  __lt = function() return true end,
  __eq = function() return true end,
})
print(line(function() return m[1] end))  --> -1
print(line(function()
  local a = m < setmetatable({}, getmetatable(m))

  return 1 / zero
end))  --> 122
-- The backward jump of a long loop.
print(line(function()
  local a = 0
  while true do
    a = a + 1
    if a > 300000 then
      break
    end
  end
  return 1 / zero
end))  --> 131
