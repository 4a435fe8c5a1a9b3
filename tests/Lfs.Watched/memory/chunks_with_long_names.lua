local name = ('n'):rep(8000 * K)
for i = 1, 50 do pcall(load, 'x =', name) pcall(load, 'error(1)', '@' .. name) end
local f = load('return function() return debug.traceback() end', name)
return #f()()
