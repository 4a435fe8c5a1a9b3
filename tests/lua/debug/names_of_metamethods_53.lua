-- targets: 5.3 5.3-64
-- Each opcode that calls a metamethod names it, and a yield in it does not change where the result goes.
local mt = {}
for event in ("index newindex add sub mul mod pow div idiv band bor bxor shl shr unm bnot len concat eq lt le")
  :gmatch("%a+") do
  mt["__" .. event] = function()
    local info = debug.getinfo(1, "n")
    local result = coroutine.yield(info.namewhat .. " " .. tostring(info.name))
    return result
  end
end
local a, b = setmetatable({}, mt), setmetatable({}, mt)

local function try(f, result)
  local go = coroutine.wrap(f)
  print(go(), go(result))
end

try(function() return a.x end, 12)  --> metamethod __index	12
try(function() local k = "x" return (a[k]) end, 12)  --> metamethod __index	12
try(function() return (a:m(5)) end, function(self, x) return self == a, x end)  --> metamethod __index	true
try(function() a.x = 1 return "set" end)  --> metamethod __newindex	set
try(function() local t = a t[1] = 1 return "set" end)  --> metamethod __newindex	set
try(function() return a + 1 end, 12)  --> metamethod __add	12
try(function() return 1 - a end, 12)  --> metamethod __sub	12
try(function() return a * b end, 12)  --> metamethod __mul	12
try(function() return a % b end, 12)  --> metamethod __mod	12
try(function() return a ^ b end, 12)  --> metamethod __pow	12
try(function() return a / b end, 12)  --> metamethod __div	12
try(function() return a // b end, 12)  --> metamethod __idiv	12
try(function() return a & 1 end, 12)  --> metamethod __band	12
try(function() return 1 | a end, 12)  --> metamethod __bor	12
try(function() return a ~ b end, 12)  --> metamethod __bxor	12
try(function() return a << b end, 12)  --> metamethod __shl	12
try(function() return a >> b end, 12)  --> metamethod __shr	12
try(function() return -a end, 12)  --> metamethod __unm	12
try(function() return ~a end, 12)  --> metamethod __bnot	12
try(function() return #a end, 12)  --> metamethod __len	12
try(function() return "<" .. a .. ">" end, "x")  --> metamethod __concat	<x
try(function() return a == b end, 12)  --> metamethod __eq	true
try(function() return a ~= b end, 12)  --> metamethod __eq	false
try(function() if a < b then return "less" end return "not" end, false)  --> metamethod __lt	not
try(function() if a <= b then return "less" end return "not" end, 12)  --> metamethod __le	less
mt.__le = nil
try(function() return a <= b end, false)  --> metamethod __le	true

-- The name of an iterator is not that of a value either.
local function iterator() coroutine.yield(debug.getinfo(1, "n").namewhat .. " " .. debug.getinfo(1, "n").name) end
try(function() for _ in iterator do end return "done" end)  --> for iterator for iterator	done
