-- Makes the modules in flash easy to reach. Run it once after boot: node.LFS.get("_init")().
--
-- LFS.name is the main function of the module `name`, or nil. Three names are properties:
--   LFS._time    when the image was built, seconds since 1970
--   LFS._config  where the region lies and how much of it is used
--   LFS._list    the names of all modules, sorted
-- require "name" finds a module in flash when the file system has no such file.

local lfs = node.LFS

local properties = {
  _time = function() return lfs.time end,
  _config = function() return lfs.config end,
  _list = function() return lfs.list() end,
}

LFS = setmetatable({}, {
  __index = function(_, name)
    local property = properties[name]
    if property then return property() end
    return lfs.get(name)
  end,

  __newindex = function(_, name)
    error("LFS is readonly. Invalid write to LFS." .. tostring(name), 2)
  end,
})

-- The Lua 5.0 way to define modules fills the globals: without it there is more RAM for everybody.
module = nil
package.seeall = nil

-- Third in the row, after preloaded modules and files: a file on the device hides its module in flash,
-- which is handy while one module is being developed. Assign to package.loaders[1] for the reverse.
package.loaders[3] = function(name)
  return LFS[name]
end
