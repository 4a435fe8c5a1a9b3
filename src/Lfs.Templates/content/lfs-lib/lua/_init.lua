-- Makes the modules in flash easy to reach: LFS.name is the main function of the module, and require finds it.

LFS = setmetatable({}, {
  __index = function(_, name) return node.LFS.get(name) end,
  __newindex = function(_, name) error("LFS is readonly: " .. tostring(name), 2) end,
})

-- After preloaded modules and files: a file on the device hides its module in flash while it is developed.
local loaders = package.loaders or package.searchers
loaders[3] = function(name) return LFS[name] end
