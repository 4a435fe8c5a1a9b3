-- targets: 5.1 5.1-int
local old = package.loaders[3]
package.loaders[3] = function(name)
  if name == "virtual" then return function(...) return { "made for", ... } end end
  return "\n\tno virtual '" .. name .. "'"
end
local v = require("virtual")
print(v[1], v[2])  --> made for	virtual
local ok, message = pcall(require, "absent")
print(ok, message:find("no virtual 'absent'", 1, true) ~= nil)  --> false	true
package.loaders[3] = old
package.loaded.virtual = nil
package.loaders = nil
print(pcall(require, "other"))  --> false	'package.loaders' must be a table
