local function parse(s)
  local pos = 1
  local expression
  local function skip() pos = s:find("%S", pos) or #s + 1 end
  local function atom()
    skip()
    if s:sub(pos, pos) == "(" then
      pos = pos + 1
      local v = expression()
      skip(); pos = pos + 1
      return v
    end
    local a, b = s:find("^%d+", pos)
    if not a then error("number expected at " .. pos, 0) end
    pos = b + 1
    return tonumber(s:sub(a, b))
  end
  local function term()
    local v = atom()
    while true do
      skip()
      if s:sub(pos, pos) ~= "*" then return v end
      pos = pos + 1
      v = v * atom()
    end
  end
  function expression()
    local v = term()
    while true do
      skip()
      local op = s:sub(pos, pos)
      if op ~= "+" and op ~= "-" then return v end
      pos = pos + 1
      local r = term()
      v = op == "+" and v + r or v - r
    end
  end
  return expression()
end
print(parse("1 + 2 * 3"), parse("(1 + 2) * 3"), parse("2 * (3 + 4) - 5"), parse("((7))"))  --> 7	9	9	7
print(pcall(parse, "1 + *"))  --> false	number expected at 5
