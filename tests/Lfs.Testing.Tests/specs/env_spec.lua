local N = require "NTest" "environments"
local env = {}
N.env = env

N.test("the helpers are in the suite's own environment", function()
  env.ok(env.eq({ 1 }, { 1 }))
  local f = env.spy()
  f("x")
  env.ok(#f.called == 1)
end)
