-- targets: 5.1 5.1-int
local function try(f) print((select(2, pcall(f)):gsub("^.-:%d+: ", ""))) end
local t = { inner = {} }
try(function() return undefined_name() end)  --> attempt to call global 'undefined_name' (a nil value)
try(function() return t.missing() end)  --> attempt to call field 'missing' (a nil value)
try(function() return t.inner.deep() end)  --> attempt to call field 'deep' (a nil value)
try(function() return t:method() end)  --> attempt to call method 'method' (a nil value)
try(function() return undefined_name.x end)  --> attempt to index global 'undefined_name' (a nil value)
try(function() return t.a.b end)  --> attempt to index field 'a' (a nil value)
try(function() undefined_name.x = 1 end)  --> attempt to index global 'undefined_name' (a nil value)
try(function() return undefined_name + 1 end)
--> attempt to perform arithmetic on global 'undefined_name' (a nil value)
try(function() return t.inner * 2 end)  --> attempt to perform arithmetic on field 'inner' (a table value)
try(function() return -t.inner end)  --> attempt to perform arithmetic on field 'inner' (a table value)
try(function() return t.inner .. "" end)  --> attempt to concatenate field 'inner' (a table value)
try(function() return #t.missing end)  --> attempt to get length of field 'missing' (a nil value)
try(function() return ("s")() end)  --> attempt to call a string value
try(function() return t[1][2] end)  --> attempt to index field '?' (a nil value)
try(function() return t[1]() end)  --> attempt to call field '?' (a nil value)
