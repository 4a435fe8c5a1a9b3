local function encode(v)
  if type(v) == "table" then
    local parts = {}
    if #v > 0 then
      for i, x in ipairs(v) do parts[i] = encode(x) end
      return "[" .. table.concat(parts, ",") .. "]"
    end
    local keys = {}
    for k in pairs(v) do keys[#keys + 1] = k end
    table.sort(keys)
    for i, k in ipairs(keys) do parts[i] = ("%q:%s"):format(k, encode(v[k])) end
    return "{" .. table.concat(parts, ",") .. "}"
  elseif type(v) == "string" then return ("%q"):format(v) end
  return tostring(v)
end
print(encode({ name = "lfs", list = { 1, 2, { x = true } }, empty = {} }))
--> {"empty":{},"list":[1,2,{"x":true}],"name":"lfs"}
