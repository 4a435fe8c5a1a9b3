-- Random items of string.format, within what a device and a host print alike: numbers that fit 32 bits.
local seed = 4242
local function random(n) seed = (seed * 16807) % 2147483647 return seed % n + 1 end
local conversions = { "d", "i", "u", "o", "x", "X", "e", "E", "f", "g", "G", "c", "q", "s", "y", "a", "p" }
local flags = { "", "", "", "-", "+", " ", "#", "0", "-0", "+-", " #", "00", "-+ #0", "-+ #0-" }
local values = {
  0, 1, -1, 42, 255, 65, 1.5, -2.5, 0.1, 1e10, 1e15, -1e-5, 123456.789, "abc", "12", "", "a\0b", "\"q\"\\\r\0001",
  ("z"):rep(99), ("z"):rep(100), ("y"):rep(50) .. "\0t", true, 3.999, 1 / 3, 2 ^ 31 - 1, 99999.5, 5e-324, 1e300,
}
for n = 1, 4000 do
  local width = random(2) == 1 and random(25) - 1 or random(40) == 1 and 100 or ""
  local precision = random(2) == 1 and "." .. random(18) - 1 or ""
  local c, v = conversions[random(#conversions)], values[random(#values)]
  local format = "%" .. flags[random(#flags)] .. width .. precision .. c
  local number = tonumber(v) or 0
  local fits = math.abs(number) <= 2 ^ 31 and (number >= 0 or not c:find("[uoxX]"))
  -- The zero flag on texts is left to the C library.
  if (fits or c:find("[eEgGqs]")) and not (c:find("[scp]") and format:find("0")) then
    local ok, text = pcall(string.format, "<" .. format .. ">%%", v)
    print(format, n, ok, (text:gsub("%z", "\\0")))
  end
end
