-- targets: 5.1 5.1-int
local function try(f) local _, m = pcall(f); print(m) end
try(function() error("one line") end)  --> error/line_numbers.lua:3: one line
try(function()  --> error/line_numbers.lua:6: two below

  error("two below")
end)
try(function() local x = nil  --> error/line_numbers.lua:10: attempt to index a nil value
  return x
    .field
end)
try(function()  --> error/line_numbers.lua:14: attempt to perform arithmetic on a table value
  return 1 +
    {}
end)
try(function()  --> error/line_numbers.lua:17: attempt to call global 'missing' (a nil value)
  missing(
    1,
    2
  )
end)
