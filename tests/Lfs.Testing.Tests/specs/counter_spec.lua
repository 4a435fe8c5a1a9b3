local counter = require "counter"

describe("counter", function()
  before(function() counter.reset() end)

  it("counts from one", function()
    ok(eq(counter.next(), 1))
    ok(eq(counter.next(), 2))
  end)

  describe("with a step", function()
    local steps
    before(function() steps = { 2, 3 } end)
    after(function() steps = nil end)

    it("adds it", function()
      for _, step in ipairs(steps) do counter.next(step) end
      ok(eq(counter.next(0), 5), "the sum of both")
    end)

    it("refuses a negative one", function()
      fail(function() counter.next(-1) end, "not negative")
      nok(counter.next(1) == 0)
    end)
  end)

  it("works with a timer", function(done)
    local ticks = 0
    tmr.create():alarm(1000, tmr.ALARM_AUTO, function(t)
      ticks = ticks + 1
      if ticks == 30 then
        t:stop()
        ok(eq(counter.next(ticks), 30))
        done()
      end
    end)
  end)
end)

it("starts each test on a fresh device", function()
  ok(eq(counter.next(), 1))
  ok(left == nil)
  left = true
end)

it("compares tables", function()
  local a, b = { 1, { x = "y" } }, { 1, { x = "y" } }
  a.self, b.self = a, b
  ok(eq(a, b))
  nok(eq({ 1, 2 }, { 1, 2, 3 }))
  nok(eq({ 1, 2, 3 }, { 1, 2 }))
  nok(eq(1, "1"))
  ok(eq(function(x) return x end, function(x) return x end))
  nok(eq(function(x) return x end, function(x) return -x end))
end)
