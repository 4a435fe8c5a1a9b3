-- device-only
-- targets: 5.1 5.1-int
package.preload.geometry = node.LFS.get("geometry")
print(require("geometry").area(3, 4))  --> 12
local big = require("geometry").scale({ w = 1, h = 2 }, 10)
print(big.w, big.h)  --> 10	20
package.preload.geometry, package.loaded.geometry = nil, nil
