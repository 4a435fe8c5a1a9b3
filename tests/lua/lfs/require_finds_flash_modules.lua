-- device-only
-- targets: 5.1 5.1-int
local old = package.loaders[3]
package.loaders[3] = function(name) return node.LFS.get(name) end
local boxes = require("boxes")
print(boxes.volume(2, 3, 4), require("boxes") == boxes)  --> 24	true
print(package.loaded.geometry.area(5, 6), package.loaded.boxes == boxes)  --> 30	true
print((select(2, pcall(require, "not_in_flash"))):match("^module 'not_in_flash' not found:"))
--> module 'not_in_flash' not found:
package.loaders[3] = old
package.loaded.boxes, package.loaded.geometry = nil, nil
