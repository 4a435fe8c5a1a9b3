local function level(n)
  return coroutine.wrap(function()
    if n > 0 then
      for v in level(n - 1) do coroutine.yield(v) end
    end
    coroutine.yield(n)
  end)
end
local out = {}
for v in level(6) do out[#out + 1] = v end
print(table.concat(out, " "))  --> 0 1 2 3 4 5 6
