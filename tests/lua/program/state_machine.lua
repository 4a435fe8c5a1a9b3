local states = {}
function states.start(c) return c == "-" and states.sign or c:match("%d") and states.digits or states.fail end
function states.sign(c) return c:match("%d") and states.digits or states.fail end
function states.digits(c) return c:match("%d") and states.digits or states.fail end
function states.fail() return states.fail end
local function accepts(s)
  local state = states.start
  for c in s:gmatch(".") do state = state(c) end
  return state == states.digits
end
print(accepts("42"), accepts("-7"), accepts("4-2"), accepts(""), accepts("-"))
--> true	true	false	false	false
