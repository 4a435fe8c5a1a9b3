local function curry(n, f, ...)
  local held = { ... }
  if #held == n then return f(unpack(held)) end
  return function(x)
    local args = { unpack(held) }
    args[#args + 1] = x
    return curry(n, f, unpack(args))
  end
end
print(curry(3, function(a, b, c) return a .. b .. c end)(1)(2)(3))  --> 123
