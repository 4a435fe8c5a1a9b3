local N = ...
N = (N or require "NTest")("devices")

N.test("spies remember their calls", function()
  local length = spy(function(s) return #s, "second" end)
  local n, second = length("hello")
  ok(n == 5, "the value comes through")
  ok(eq(second, "second"))
  length(nil)
  ok(eq(#length.called, 2))
  ok(eq(length.called[1], { "hello" }))
  ok(length.errors[1] == nil and length.errors[2] ~= nil, "the error of the second call")
  ok(eq(spy()(1), nil))
end)

N.testasync("a timer fires later", function(done)
  local from = tmr.now()
  tmr.create():alarm(200, tmr.ALARM_SINGLE, function()
    ok(tmr.now() - from >= 200000, "200 ms later")
    done()
  end)
  ok(true, "the synchronous part")
end)

N.testco("callbacks come one after the other", function(getCB, waitCB)
  local t = tmr.create()
  t:alarm(50, tmr.ALARM_AUTO, getCB("tick"))
  for _ = 1, 3 do
    local name, timer = waitCB()
    ok(eq(name, "tick"))
    ok(timer == t, "the callback's own argument")
  end
  t:stop()
  node.task.post(getCB("task"))
  ok(eq(waitCB(), "task"))
end)

local events = {}
N.outputhandler = function(event, name, message) events[#events + 1] = event end

N.test("a report follows the test", function()
  ok(true, "one")
  nok(false)
  ok(eq(events, { "begin", "pass", "pass" }))
end)
