package.preload.nothing = function() end
package.preload.yes = function() return "value" end
package.preload.sets = function(name) package.loaded[name] = "set by itself" end
package.preload.no = function() return false end
print(require("nothing"), require("nothing"), require("yes"), require("sets"))
--> true	true	value	set by itself
print(require("no"), package.loaded.no)  --> false	false
for _, n in ipairs({ "nothing", "yes", "sets", "no" }) do package.loaded[n], package.preload[n] = nil, nil end
