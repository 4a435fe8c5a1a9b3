-- targets: 5.1 5.1-int
package.preload.demo = function(...)
  print("loading", ...)
  return { name = "demo", arguments = select("#", ...) }
end
local demo = require("demo")  --> loading	demo
print(demo.name, demo.arguments, require("demo") == demo, package.loaded.demo == demo)  --> demo	1	true	true
package.loaded.demo = nil
print(require("demo") ~= demo)
--> loading	demo
--> true
package.preload.demo = nil
package.loaded.demo = nil
