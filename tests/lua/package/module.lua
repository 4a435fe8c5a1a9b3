-- targets: 5.1 5.1-int
local base_print = print
local function define()
  module("shapes.square", package.seeall)
  function area(n) return n * n end
  side = 4
  print(_NAME, _PACKAGE, _M == shapes.square)  --> shapes.square	shapes.	true
end
setfenv(define, setmetatable({}, { __index = _G }))
define()
print(shapes.square.area(3), shapes.square.side, package.loaded["shapes.square"] == shapes.square)
--> 9	4	true
print(side, area)  --> nil	nil
shapes = nil
package.loaded["shapes.square"] = nil
