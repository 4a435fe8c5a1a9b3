-- Tests in Lua. Each runs on a fresh device, as a test case of dotnet test.

local counter = require "counter"

describe("counter", function()
  it("counts from one", function()
    ok(eq(counter.next(), 1))
    ok(eq(counter.next(), 2))
  end)

  it("works with a timer", function(done)
    tmr.create():alarm(1000, tmr.ALARM_SINGLE, function()
      ok(eq(counter.next(), 1))
      done()
    end)
  end)
end)
