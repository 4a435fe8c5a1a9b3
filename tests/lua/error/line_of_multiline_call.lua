-- targets: 5.1 5.1-int
local function try(f) local _, m = pcall(f); print(m) end
try(function()  --> error/line_of_multiline_call.lua:5: attempt to call field 'first' (a nil value)
  local t = {}
  t.first()
   .second()
end)
try(function()  --> error/line_of_multiline_call.lua:9: arguments
  error(
    "arguments"
  )
end)
try(function()  --> error/line_of_multiline_call.lua:17: attempt to concatenate a table value
  local a = "x"
  local b = a
    .. "y"
    .. {}
end)
try(function()  --> error/line_of_multiline_call.lua:21: 'for' limit must be a number
  for i = 1,
    "x" do
  end
end)
try(function()  --> error/line_of_multiline_call.lua:25: bad argument #1 to 'rep' (number expected, got table)
  local s = ("x"):rep(
    {})
end)
