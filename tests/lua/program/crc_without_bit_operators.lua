local function xor(a, b)
  local r, p = 0, 1
  while a > 0 or b > 0 do
    local x, y = a % 2, b % 2
    if x ~= y then r = r + p end
    a, b, p = (a - x) / 2, (b - y) / 2, p * 2
  end
  return r
end
local function checksum(s)
  local crc = 0
  for i = 1, #s do
    crc = xor(crc, s:byte(i))
    for _ = 1, 8 do
      if crc % 2 == 1 then crc = xor((crc - 1) / 2, 140) else crc = crc / 2 end
    end
  end
  return crc
end
print(checksum("") == 0, checksum("123456789") == 161, checksum("Lua") == checksum("Lua"))  --> true	true	true
