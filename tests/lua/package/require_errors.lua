-- targets: 5.1 5.1-int
local ok, message = pcall(require, "no_such_module")
print(ok, message:match("^module 'no_such_module' not found:"))  --> false	module 'no_such_module' not found:
print(message:find("no field package.preload['no_such_module']", 1, true) ~= nil)  --> true
print(message:find("no file 'no_such_module.lua'", 1, true) ~= nil)  --> true
package.preload.broken = function() error("at load") end
print(pcall(require, "broken"))  --> false	package/require_errors.lua:6: at load
print(pcall(require, "broken"))  --> false	loop or previous error loading module 'broken'
print(pcall(require))  --> false	bad argument #1 to '?' (string expected, got no value)
print(pcall(require, {}))  --> false	bad argument #1 to '?' (string expected, got table)
package.loaded.broken, package.preload.broken = nil, nil
