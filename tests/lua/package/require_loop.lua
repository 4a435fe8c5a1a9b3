-- targets: 5.1 5.1-int
package.preload.first = function() return require("second") end
package.preload.second = function() return require("first") end
print(pcall(require, "first"))
--> false	package/require_loop.lua:3: loop or previous error loading module 'first'
package.loaded.first, package.loaded.second = nil, nil
package.preload.first, package.preload.second = nil, nil
