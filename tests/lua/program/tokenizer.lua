local function tokens(s)
  local out, i = {}, 1
  while i <= #s do
    local _, e, word = s:find("^([%a_]+)", i)
    if not e then _, e, word = s:find("^(%d+)", i) end
    if not e then _, e, word = s:find("^(%p)", i) end
    if e then out[#out + 1] = word; i = e + 1 else i = i + 1 end
  end
  return out
end
print(table.concat(tokens("x1 = foo(42, y) + 7"), "|"))  --> x|1|=|foo|(|42|,|y|)|+|7
