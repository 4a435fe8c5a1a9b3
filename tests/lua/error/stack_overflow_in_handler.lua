local function loop() return 1 + loop() end
local ok, message = xpcall(loop, function(m) return "handled: " .. (m:match("stack overflow") or "?") end)
print(ok, message)  --> false	handled: stack overflow
