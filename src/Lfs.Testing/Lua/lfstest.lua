-- What a Lua test file sees: describe and it, and ok, nok, eq, fail and spy. The host (LuaTest) loads this
-- module, runs the test file, which registers its tests, and lets one of them run.

local H = { tests = {}, finished = false }
local G = _G or getfenv(0)
local traceback, unpack = debug.traceback, unpack or table.unpack

-- The marks of what `ok` looks into: what eq found, and what a failed assertion raises.
local Difference, Failure = {}, {}
Failure.__tostring = function(failure) return failure.message end

-- "file:line" of a level, counted as by error: 1 is the function that asks. Nil if it is not known.
local function place(level)
  return traceback("", level + 1):match("\n%s*([^\n]-:%d+):")
end

local function raise(message, level)
  local at = place(level + 1)
  error(setmetatable({ message = at and at .. ": " .. message or message }, Failure), 0)
end

local function pack(...)
  return { n = select("#", ...), ... }
end

local function report(event, message)
  local handler = H.suite and H.suite.outputhandler
  if handler then handler(event, H.name, message) end
end

-- Assertions --------------------------------------------------------------------------------------

local function check(wanted, value, message)
  local isMet, why = value and true or false, nil
  if getmetatable(value) == Difference then isMet, why = false, value.msg end
  if isMet == wanted then
    report("pass", message or place(3))
    return
  end
  local text = message or (wanted and "expected a true value" or "expected a false value")
  if wanted and why then text = text .. ": " .. why end
  raise(text, 3)
end

function G.ok(value, message) check(true, value, message) return value end
function G.nok(value, message) check(false, value, message) return value end

local function shown(value)
  if type(value) == "string" then return ("%q"):format(value) end
  return tostring(value)
end

local function sameCode(a, b)
  local isA, codeA = pcall(string.dump, a, true)
  local isB, codeB = pcall(string.dump, b, true)
  return isA and isB and codeA == codeB
end

-- Where two values differ, in words; nil if they are equal. `seen` holds the pairs that are being compared.
local function difference(a, b, path, seen)
  if rawequal(a, b) then return nil end
  if type(a) ~= type(b) then
    return path .. "one is a " .. type(a) .. ", the other a " .. type(b)
  end
  if type(a) == "function" then
    return not sameCode(a, b) and path .. "two functions differ" or nil
  end
  if type(a) ~= "table" then
    return a ~= b and path .. shown(a) .. " differs from " .. shown(b) or nil
  end
  if seen[a] == b then return nil end
  seen[a] = b
  for k, v in pairs(a) do
    local why = difference(v, b[k], path .. "[" .. shown(k) .. "] ", seen)
    if why then return why end
  end
  for k, v in pairs(b) do
    if a[k] == nil then return path .. "[" .. shown(k) .. "] one has nothing, the other " .. shown(v) end
  end
  return nil
end

function G.eq(a, b)
  local why = difference(a, b, "", {})
  return why == nil or setmetatable({ msg = why }, Difference)
end

function G.fail(f, expected, message)
  local isDone, why = pcall(f)
  local prefix = message and message .. ": " or ""
  if isDone then raise(prefix .. "expected an error, but there was none", 2) end
  why = tostring(why)
  if expected and not why:find(expected, 1, true) then
    raise(prefix .. "expected an error with " .. shown(expected) .. ", got " .. shown(why), 2)
  end
  report("pass", message or place(2))
end

-- A function that remembers its calls and its errors.
function G.spy(f)
  local s = { called = {}, errors = {} }
  return setmetatable(s, { __call = function(self, ...)
    local number = #self.called + 1
    self.called[number] = { ... }
    if not f then return nil end
    local result = pack(pcall(f, ...))
    if result[1] then return unpack(result, 2, result.n) end
    self.errors[number] = result[2]
    return nil
  end })
end

local helpers = { ok = G.ok, nok = G.nok, eq = G.eq, fail = G.fail, spy = G.spy }

-- Registration ------------------------------------------------------------------------------------

-- The describe blocks that are open, the outermost first.
local open = {}

local function add(kind, name, f, suite)
  local test = { kind = kind, f = f, suite = suite, where = place(3) }
  local words = { suite and suite.name }
  for i, block in ipairs(open) do
    words[#words + 1] = block.name
    test[i] = block
  end
  words[#words + 1] = tostring(name)
  test.name = table.concat(words, " ")
  H.tests[#H.tests + 1] = test
end

function G.describe(name, f)
  open[#open + 1] = { name = tostring(name), before = {}, after = {} }
  f()
  open[#open] = nil
end

function G.it(name, f)
  add("it", name, f)
end

function G.before(f)
  local list = open[#open] and open[#open].before or H.before
  list[#list + 1] = f
end

function G.after(f)
  local list = open[#open] and open[#open].after or H.after
  list[#list + 1] = f
end

H.before, H.after = {}, {}

-- NTest's interface: require "NTest" gives a function that makes a suite.
function H.NTest(name)
  local suite = { name = name and tostring(name) }
  function suite.test(title, f) add("test", title, f, suite) end
  function suite.testasync(title, f) add("async", title, f, suite) end
  function suite.testco(title, f) add("co", title, f, suite) end
  return suite
end

-- Running -----------------------------------------------------------------------------------------

function H.broken(message)
  if H.finished then return end
  H.finished = true
  H.failure = tostring(message)
  report(getmetatable(message) == Failure and "fail" or "except", H.failure)
  report("end")
end

local function handler(message)
  H.traceback = H.traceback or traceback("", 2)
  return message
end

local function guarded(f, ...)
  local arguments = pack(...)
  local isDone, message = xpcall(function() f(unpack(arguments, 1, arguments.n)) end, handler)
  if not isDone then H.broken(message) end
  return isDone
end

local function runAll(list)
  for i = 1, #list do
    if not guarded(list[i]) then return false end
  end
  return true
end

-- The test is over: what was to follow it runs, the innermost first.
local function finish()
  if H.finished then return end
  local test = H.test
  for i = #test, 1, -1 do
    if not runAll(test[i].after) then return end
  end
  if runAll(H.after) then
    H.finished = true
    report("end")
  end
end

-- A coroutine that waits for callbacks: getCB makes one, waitCB waits for the next call of any of them.
local function runCoroutine(f)
  local calls, thread, isWaiting = {}, nil, false
  local function resume(...)
    isWaiting = false
    local isDone, message = coroutine.resume(thread, ...)
    if not isDone then
      H.traceback = traceback(thread)
      H.broken(message)
    elseif coroutine.status(thread) == "dead" then
      finish()
    end
  end
  local function getCB(name)
    return function(...)
      calls[#calls + 1] = pack(name, ...)
      if isWaiting then resume() end
    end
  end
  local function waitCB()
    if #calls == 0 then
      isWaiting = true
      coroutine.yield()
    end
    local call = table.remove(calls, 1)
    return unpack(call, 1, call.n)
  end
  thread = coroutine.create(f)
  resume(getCB, waitCB)
end

-- Begins test n. It is over when H.finished is true. isAsync: an `it` whose function takes `done`.
function H.run(n, isAsync)
  local test = H.tests[n]
  H.test, H.name, H.suite = test, test.name, test.suite
  node.setonerror(H.broken)
  for name, f in pairs(helpers) do
    local env = test.suite and test.suite.env or G
    env[name] = f
  end
  report("begin")
  if not runAll(H.before) then return end
  for i = 1, #test do
    if not runAll(test[i].before) then return end
  end
  if test.kind == "co" then
    runCoroutine(test.f)
  elseif test.kind == "async" or isAsync then
    guarded(test.f, finish)
  elseif guarded(test.f) then
    finish()
  end
end

package.loaded.lfstest = H
package.loaded.NTest = H.NTest
return H
