local counter = require "counter"

describe("failing", function()
  it("an assertion", function()
    ok(eq({ a = { 1, 2 } }, { a = { 1, 3 } }), "the lists")
  end)

  it("an error in a module", function()
    print("about to step back")
    local function step()
      counter.next(-1)
    end
    step()
  end)

  it("never calls done", function(done)
    ok(done)
  end)

  it("an assertion in a callback", function(done)
    tmr.create():alarm(10, tmr.ALARM_SINGLE, function()
      nok(true, "in the callback")
      done()
    end)
  end)

  it("does not end", function()
    while true do end
  end)

  it("restarts the device", function()
    node.restart()
  end)

  it("an expected error that does not come", function()
    fail(function() return 1 end, "anything")
  end)

  it("uses all memory", function()
    local t = {}
    while true do t[#t + 1] = { #t } end
  end)
end)

local N = require "NTest" "co"
N.testco("an error in a coroutine", function(getCB, waitCB)
  node.task.post(getCB("task"))
  waitCB()
  error("after the wait")
end)

describe("after", function()
  after(function() error("in after") end)
  it("fails there", function() end)
end)
