-- Calls of os whose results lua5.1 and lua5.3 tell as well. One line for each.
local is53 = _VERSION == 'Lua 5.3'

local function show(...)
  local t = {}
  for i = 1, select('#', ...) do
    local v = select(i, ...)
    t[i] = type(v) == 'function' and 'function' or tostring(v)
  end
  print(table.concat(t, ' | '))
end

local function try(f, ...) show(pcall(f, ...)) end

-- Times around changes of the clock, leap days, the ends of 32 bits, and far away.
local times = {0, 1, 86399, 951782400, 951868799, 1074556800, 1711846799, 1711846800, 1729990800, 1729994400,
  1710054000, 1710057599, 1710057600, 1730613599, 1730613600, 1730617200, 1737219600, 1767225599, 1767225600,
  2147483647, 2147483648, 4102444800, 253402300799, 253402300800, 1099511627776, -86400, 1640995199, 1641081600}
local items = 'aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%'
for _, t in ipairs(times) do
  for c in items:gmatch '.' do
    show(t, c, os.date('%' .. c, t), os.date('!%' .. c, t))
  end
  for _, f in ipairs {'*t', '!*t'} do
    local d = os.date(f, t)
    show(d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst)
  end
  show(t, os.time(os.date('*t', t)))
end

for _, f in ipairs {'', '%%', 'a%%b', '%', 'x%', '%Q', '%E', '%Ex', '%Oy', '%Ez', '\0%Y', '%Y\0%m', '!', '!!',
    '*t2', 't*', '%c %x %X %p', '%n%t|'} do
  try(os.date, f, 1000000000)
  try(os.date, '!' .. f, 1000000000)
end

for _, t in ipairs {2^31, 2^40, 2^53, -2^31, -2^40, 1e17, -1e17, 0.5, '12', 'x'} do
  try(os.date, '!%Y-%m-%d %H:%M:%S', t)
end

-- Fields carry. The offsets of before 1900, which have seconds, are cut to minutes by .NET.
local function unpackUtc()
  if os.date('%Z', 0) == 'UTC' then return {0, 1, 1}, {-1, 1, 1}, {1, 1, 1}, {1800, 1, 1}, {1900, 1, 1} end
end
for _, f in ipairs {
    {2024, 2, 29}, {2023, 2, 29}, {2024, 13, 1}, {2024, 0, 1}, {2024, -11, 0}, {1970, 1, 1, 0},
    {2024, 3, 31, 2, 30}, {2024, 10, 27, 2, 30}, {2024, 3, 10, 1, 59, 59}, {2024, 6, 1, 25, 61, 61},
    {2024, 1, 400}, {2024, 1, -400}, {2038, 1, 19, 3, 14, 8}, {10000, 1, 1}, {20000, 1, 1, 0},
    {2024, 1, 1, -1, -1, -1}, {'2024', '1', '1'}, {2024, 7, 1, 12, 0, 0, true}, {2024, 1, 1, 12, 0, 0, false},
    {2024, 7, 1, 12, 0, 0, false}, {2024, 1, 1, 12, 0, 0, true}, {2024, 1, 1, 1e5, 1e6, 1e7},
    {1969, 12, 31, 23, 59, 59}, unpackUtc()} do
  local d = {year = f[1], month = f[2], day = f[3], hour = f[4], min = f[5], sec = f[6], isdst = f[7]}
  try(os.time, d)
  show(d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst)
end

for _, name in ipairs {'year', 'month', 'day', 'hour', 'min', 'sec'} do
  for _, value in ipairs {false, 'x', {}, '2007', 2001.5, 2^31, -2^31, 2^40} do
    local d = {year = 2000, month = 5, day = 5, hour = 5}
    d[name] = value
    -- A number that is no integer is cut in 5.1, as C cuts it: what is too large for that is not defined.
    if is53 or type(value) ~= 'number' or math.abs(value) < 2^30 then
      try(os.time, d)
    end
    d[name] = nil
    try(os.time, d)
  end
end

for _, args in ipairs {{}, {1}, {1, 2}, {10, 2}, {'5', '3'}, {1.5, 0.25}, {2^40, 1}, {'x'}, {{}, 1}} do
  try(os.difftime, args[1], args[2])
end
try(os.time, 1) try(os.time, 'x') try(os.time, {}) try(os.date, {}) try(os.date, '%Y', {})
try(os.getenv) try(os.getenv, {}) try(os.getenv, 'LFS_NO_SUCH_VARIABLE') try(os.getenv, '') try(os.getenv, 'A=B')
show(type(os.clock()), os.clock() >= 0, type(os.time()), type(os.date()))
for _, name in ipairs {'', 'C', 'POSIX', 'xx_YY'} do
  for _, category in ipairs {'all', 'collate', 'ctype', 'monetary', 'numeric', 'time', 'none'} do
    try(os.setlocale, name, category)
  end
end
try(os.setlocale) try(os.setlocale, nil) try(os.setlocale, nil, 'time') try(os.setlocale, {})
try(os.remove) try(os.remove, 'none') try(os.remove, '') try(os.remove, 'none/none') try(os.rename, 'a')
try(os.rename, 'none', 'other') try(os.rename) try(os.rename, {}, {})
local f = io.open('r1', 'w') f:write('1') f:close()
try(os.rename, 'r1', 'r2') try(io.open, 'r1') try(os.remove, 'r2') try(os.remove, 'r2')
try(os.rename, 'r1\0x', 'r2\0y') try(os.remove, 'r2\0') try(os.exit, {}) try(os.exit, 'x')
local names = {}
for name in pairs(os) do names[#names + 1] = name end
table.sort(names)
show(table.concat(names, ' '))
