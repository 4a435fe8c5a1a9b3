-- What the generated code calls: library functions by short names, above all those that call back; functions that
-- change registers, upvalues and hooks of running Lua functions; values with all metamethods.
unpack = unpack or table.unpack
sort, insert, remove, concat = table.sort, table.insert, table.remove, table.concat
foreach, foreachi = table.foreach, table.foreachi
gsub, gmatch, rep, format, dump = string.gsub, string.gmatch, string.rep, string.format, string.dump
wrap, resume, yield, create = coroutine.wrap, coroutine.resume, coroutine.yield, coroutine.create
load = loadstring and load or load
local debug, type, pcall = debug, type, pcall
local collectgarbage, setmetatable = collectgarbage, setmetatable

local function isLua(level)
  local info = debug.getinfo and debug.getinfo(level + 1, "S")
  return info and info.what ~= "C"
end

-- A register of a Lua function that runs: the caller, or its caller.
function setl(n, v)
  for level = 2, 3 do
    if debug.setlocal and type(n) == "number" and isLua(level) then debug.setlocal(level, n, v) end
  end
end

function getl(n)
  if debug.getlocal and type(n) == "number" and isLua(2) then return debug.getlocal(2, n) end
end

function setu(f, n, v)
  if debug.setupvalue and type(f) == "function" and type(n) == "number" then debug.setupvalue(f, n, v) end
end

function join(f, g)
  if debug.upvaluejoin and type(f) == "function" and type(g) == "function" then
    pcall(debug.upvaluejoin, f, 1, g, 1)
  end
end

function trace(...) return debug.traceback(...) end

function collect() collectgarbage() end

function step() collectgarbage("step") end

-- Calls what the program has put into F: from metamethods, finalizers and hooks.
local walk = walk
local function walked(...)
  walk()
  return ...
end

function callback(...)
  local f = F
  if type(f) == "function" then return walked(f(...)) end
  return ...
end

local function meta(a, b) return callback(a, b) end

M = {
  __index = meta, __newindex = meta, __call = callback, __add = meta, __sub = meta, __mul = meta, __div = meta,
  __mod = meta, __pow = meta, __unm = meta, __concat = meta, __len = meta, __eq = meta, __lt = meta, __le = meta,
  __idiv = meta, __band = meta, __bor = meta, __bxor = meta, __shl = meta, __shr = meta, __bnot = meta,
  __tostring = callback, __pairs = callback,
}

function object() return setmetatable({}, M) end

function dying() return setmetatable({}, {__gc = meta, __index = meta, __mode = "k"}) end

T = setmetatable({3, 1, 2, x = 1}, M)
