-- Calls of io whose results lua5.1 and lua5.3 tell as well. One line for each.
local is53 = _VERSION == 'Lua 5.3'
local unpack = unpack or table.unpack

local function text(v)
  if type(v) == 'number' then
    return string.format('%.10g', v)
  end
  v = tostring(v):gsub('0x%x+', 'ADDR'):gsub('builtin: %x+', 'ADDR')
  return (v:gsub('[%c\128-\255]', function(c) return string.format('\\%d', c:byte()) end))
end

local function show(...)
  local t = {}
  for i = 1, select('#', ...) do
    local v = select(i, ...)
    t[i] = type(v) == 'function' and 'function' or text(v)
  end
  print(table.concat(t, ' | '))
end

local function try(f, ...) show(pcall(f, ...)) end

local function put(name, content)
  local f = assert(io.open(name, 'wb'))
  f:write(content)
  f:close()
end

local contents = {
  '', '\n', '\n\n', 'a', 'a\n', 'a\nb', 'a\r\nb\r\n', 'a\0b\nc\n', '\0', 'x\0', ('l'):rep(600) .. '\nrest\n',
  '12', ' 12 ', '12 34\n56', '-7', '+7', '- 7', '0x10', '0X1F rest', '-0x1p4', '0x', '0xg', '.5', '5.', '.', '-.',
  '1e3', '1e+2x', '1E-2', '1e', '1e+', '1.5.2', '1..2', '--1', 'e5', '\t\n\v 9', '99999999999999999999', 'abc',
  '1,2', '007', '0.1e1 2', '12abc', '1 2 3 4 5', 'nil', '0x.8', '0x1.8', '1e400', '4294967296', '2147483648', '/',
}
local formats = {{}, {'*n'}, {'*l'}, {'*a'}, {0}, {1}, {3}, {1000}, {'*n', '*n'}, {'*n', '*l'}, {'*l', '*l', '*l'},
  {'*a', '*a'}, {'*a', '*l'}, {0, 1, 0}, {'*n', 1, '*a'}, {'*number'}, {'*line'}, {'*all'}, {2, '*n'},
  {'*l', 0}, {'*x'}, {''}, {'*'}, {'x'}, {'*n', '*z'}, {'7'}, {true}, {{}}}
if is53 then
  for _, f in ipairs {{'n'}, {'l'}, {'L'}, {'a'}, {'*L'}, {'L', 'L'}, {'n', 'L'}, {'n', 'n', 'a'}} do
    formats[#formats + 1] = f
  end
end
for _, content in ipairs(contents) do
  put('c', content)
  for _, f in ipairs(formats) do
    local file = io.open('c', 'rb')
    show(pcall(file.read, file, unpack(f)))
    show(file:seek(), file:read('*a'))
    file:close()
  end
  local lines = {}
  for line in io.lines('c') do lines[#lines + 1] = line end
  show(#lines, table.concat(lines, '/'))
end

-- Modes.
for _, mode in ipairs {'r', 'w', 'a', 'r+', 'w+', 'a+', 'rb', 'wb', 'ab', 'r+b', 'w+b', 'a+b', 'rb+', 'rw', 'x', '',
    'R', '+', 'rr', 'wx+', 'b'} do
  if is53 or not mode:find 'x.' then
    put('m', 'old text')
    local ok, file, why, number = pcall(io.open, 'm', mode)
    show(mode, ok, io.type(file) or file, why, number)
    if ok and file then
      show(file:read(3))
      show(file:seek())
      show(file:seek('cur', 0))
      show((select(2, file:write('NEW'))))
      show(file:seek('end'))
      show(file:seek('set', 2))
      show(file:read(2))
      show(file:seek('cur', -1))
      show((select(2, file:write('!'))))
      show(file:flush() and true)
      show(file:seek('set', -1))
      show(file:close())
      file = io.open('m')
      show(file:read('*a'))
      file:close()
    end
    try(io.open, 'missing', mode == 'w' and 'r' or mode)
    os.remove('missing')
  end
end

-- Closed files, other values, forged ones.
put('c', 'one\ntwo\n')
local file = io.open('c')
file:close()
show(io.type(file), tostring(file))
for _, name in ipairs {'read', 'write', 'close', 'flush', 'lines', 'seek', 'setvbuf'} do
  try(file[name], file)
  for _, other in ipairs {'x', 1, {}, true} do try(file[name], other) end
  try(file[name])
  if newproxy then try(file[name], newproxy(true)) end
  try(getmetatable(file).__tostring, name)
end
try(getmetatable(file).__gc, file)
try(getmetatable(file).__gc, 1)
for _, v in ipairs {file, 1, 'x', {}, io.stdin, io.stdout, io.stderr} do show(io.type(v)) end
try(io.type)

-- Seek and buffers.
file = io.open('c', 'r+')
for _, args in ipairs {{}, {'set'}, {'cur'}, {'end'}, {'set', 3}, {'cur', 2}, {'end', -2}, {'end', 5}, {'set', -1},
    {'cur', -100}, {'x'}, {1}, {'set', 'x'}, {'set', '2'}, {'set', 1e9}, {nil, 1}} do
  try(file.seek, file, args[1], args[2])
  show(file:read(1))
end
for _, args in ipairs {{'no'}, {'full'}, {'line'}, {'full', 1024}, {'no', 'x'}, {'x'}, {}} do
  try(file.setvbuf, file, args[1], args[2])
end
file:close()

-- Writing.
file = io.open('w', 'w')
for _, v in ipairs {1, -1, 0.5, 1e100, 2^31, 'text', '', 'a\0b', true, {}} do
  show(v, (function(ok, r, ...) return ok, r == file or r, ... end)(pcall(file.write, file, v)))
end
if is53 then show(file:write(1.0, ' ', -0.0, ' ', 3) == file) end
show(file:close())
file = io.open('w') show(file:read('*a')) file:close()

-- The default files.
put('c', '1 2\nthree\nfour')
show(io.type(io.input('c')), io.read('*n', '*n'), io.read(), io.read(0), io.read())
for line in io.lines() do show(line) end
show(io.close(io.input()))
try(io.read) try(io.lines) try(io.input, 'missing') try(io.input, {}) try(io.lines, 'missing') try(io.lines, {})
show(io.type(io.output('o')))
show(io.write('x', 1) == io.output(), io.output():seek())
show(io.close())
try(io.write, 'x') try(io.close) try(io.flush)
io.output(io.stdout)
io.input(io.stdin)
show(io.close(io.stdout)) show(io.stdout:close()) show(io.stdin:close())
try(io.output, 'none/none') try(io.open, '') try(io.open) try(io.open, {}) try(io.close, 1)
try(io.open, 'c', {}) try(io.popen, {}) try(io.lines, 'c', 'z')

-- Lines.
put('c', 'one\ntwo\nthree')
for line in io.lines('c') do show(line) end
file = io.open('c')
local step = file:lines()
show(step()) show(step()) show(step()) show(step()) show(io.type(file))
file:close()
try(step)
step = io.lines('c')
show(step()) show(step()) show(step()) show(step())
try(step)
if is53 then
  for a, b in io.lines('c', 1, 'L') do show(a, b) end
  for a in io.lines('c', 4) do show(a) end
  try(io.lines('c', 'x'))
  try(io.lines, 'c', unpack({}, 1, 251))
  show(#{pcall(io.lines('c', unpack({0, 0, 0}, 1, 3)))})
end

-- A folder in place of a file; a file without a name.
try(io.open, '.', 'w')
file = io.open('.')
show(file:read()) show(file:read('*a')) show(file:read(0)) show(file:close())
try(io.lines, 'none/none') try(io.open, 'c/c') try(io.open, ('n'):rep(300))
file = io.tmpfile()
show(io.type(file), file:write('abc') ~= nil, file:seek('set'), file:read('*a'), file:close())
file = io.open('c', 'r')
show(file:write('x')) show(file:flush() ~= nil) show(file:close())
file = io.open('c', 'w')
show(file:read()) show(file:read('*n')) show(file:read(0)) show(file:close())
file = io.open('a', 'w') file:write('123') file:close()
file = io.open('a', 'a+') show(file:read(1)) show(file:write('4') ~= nil) show(file:seek('set')) show(file:read('*a'))
show(file:close())

local names = {}
for name in pairs(io) do names[#names + 1] = name end
table.sort(names)
show(table.concat(names, ' '))
names = {}
for name in pairs(getmetatable(io.stdin)) do names[#names + 1] = name end
table.sort(names)
show(table.concat(names, ' '))
