-- targets: 5.1 5.1-int
local base_print = print
local function f()
  setfenv(1, { word = "inside", print = base_print })
  print(word)  --> inside
end
f()
print(word)  --> nil
local function outer()
  local function inner() setfenv(2, { print = base_print, v = "from inner" }) end
  inner()
  print(v)  --> from inner
end
outer()
print(v)  --> nil
