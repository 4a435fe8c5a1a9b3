-- Ways to go deep by host code. Each must end with an error that the program catches, and leave room for more.
local load = loadstring or load
local texts = {}
local function try(name, f, ...)
  local results = {pcall(f, ...)}
  if not results[1] then texts[#texts + 1] = name .. ": " .. tostring(results[2]) end
end

local function gsub() return (("x"):gsub("x", gsub)) end
local function protected() local ok, e = pcall(string.gsub, "x", "x", protected) if not ok then error(e, 0) end end
local function sort() table.sort({1, 2, 3}, function(a, b) sort() return a < b end) end
local function coroutines() local ok, e = coroutine.resume(coroutine.create(coroutines)) if not ok then error(e, 0) end end
local function wrapped() return coroutine.wrap(function() wrapped() end)() end
local function resumeInGsub() return (("x"):gsub("x", function() return coroutine.wrap(function() resumeInGsub() end)() end)) end
local object
local metatable = {
  __index = function(t, k) return object[k] end,
  __add = function(a, b) return a + b end,
  __concat = function(a, b) return a .. b end,
  __eq = function(a, b) return object == setmetatable({}, getmetatable(object)) end,
  __lt = function(a, b) return a < b end,
  __tostring = function(t) return tostring(t) end,
  __len = function(t) return #t end,
}
object = setmetatable({}, metatable)
local function reader() return load(function() reader() return nil end) end
local function required() package.preload.deep = function() package.loaded.deep = nil return require("deep") end return require("deep") end
local function handled() return xpcall(handled, function(e) return tostring(e):gsub(".", function() end) end) end
local function dofiles() return load("local f = ... return (('x'):gsub('x', f))")(dofiles) end

try("gsub", gsub)
try("protected", protected)
try("sort", sort)
try("coroutines", coroutines)
try("wrapped", wrapped)
try("resumeInGsub", resumeInGsub)
try("index", function() return object.x end)
try("add", function() return object + 1 end)
try("concat", function() return object .. "x" end)
try("eq", function() return object == setmetatable({}, metatable) end)
try("lt", function() return object < object end)
try("tostring", tostring, object)
if _VERSION == "Lua 5.3" then try("len", function() return #object end) end
try("reader", reader)
try("require", required)
try("xpcall", handled)
try("dofile", dofiles)
try("parser", function() return assert(load("return " .. ("("):rep(190) .. "1" .. (")"):rep(190))) end)
try("functions", function() return assert(load(("return function() "):rep(180) .. ("end "):rep(180))) end)
try("tables", function() return assert(load("return " .. ("{"):rep(190) .. ("}"):rep(190))) end)
try("dump", function() return string.dump(assert(load(("return function() "):rep(60) .. ("end "):rep(60)))) end)
try("pattern", function() return (("a"):rep(400)):find(("a?"):rep(190)) end)
try("captures", function() return (("x"):rep(40)):find(("(x)"):rep(33)) end)

-- Deep in one kind, then another.
local function both(f) return function() local function deeper(n) if n == 0 then return pcall(f) end return (("x"):gsub("x", function() deeper(n - 1) end)) end for n = 1, 60 do deeper(n) end end end
try("parser below gsub", both(function() load("return " .. ("("):rep(150) .. "1" .. (")"):rep(150)) end))
try("collector below gsub", both(function() local t = setmetatable({}, {__gc = function() gsub() end}) t = nil collectgarbage() end))
try("pattern below gsub", both(function() (("a"):rep(400)):find(("a?"):rep(190)) end))
try("sort below gsub", both(function() table.sort({5, 3, 8, 1, 9, 2}, function(a, b) return a < b end) end))
try("format below gsub", both(function() return ("%d %s %q"):format(15, "x", "y"):rep(20) end))
try("dump below gsub", both(function() return load(string.dump(load(("return function() "):rep(30) .. ("end "):rep(30)))) end))

collectgarbage()
return "ended " .. #texts .. " " .. table.concat(texts, "; ")
