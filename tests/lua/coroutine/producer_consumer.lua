local function producer(items)
  return coroutine.create(function() for _, v in ipairs(items) do coroutine.yield(v) end end)
end
local function filter(p, f)
  return coroutine.create(function()
    while true do
      local _, v = coroutine.resume(p)
      if v == nil then return end
      if f(v) then coroutine.yield(v) end
    end
  end)
end
local p = filter(producer({ 1, 2, 3, 4, 5, 6 }), function(v) return v % 2 == 0 end)
local out = {}
while true do
  local _, v = coroutine.resume(p)
  if v == nil then break end
  out[#out + 1] = v
end
print(table.concat(out, " "))  --> 2 4 6
