-- device-only
-- targets: 5.1 5.1-int
-- What the _init module of the LFS paper sets up.
local find = node.LFS.get
local properties = {
  _time = function() return node.LFS.time end,
  _list = function() return node.LFS.list() end,
  _config = function() return node.LFS.config end,
}
local LFS = setmetatable({}, {
  __index = function(_, name)
    local property = properties[name]
    if property then return property() end
    return find(name)
  end,
  __newindex = function(_, name) error("LFS is readonly. Invalid write to LFS." .. name, 2) end,
})
print(LFS.greet("init"), LFS.unknown)  --> hello init	nil
print(LFS._time, type(LFS._config.lfs_base), #LFS._list == #node.LFS.list())  --> 1600000000	number	true
print(pcall(function() LFS.x = 1 end))
--> false	lfs/init_makes_an_lfs_table.lua:20: LFS is readonly. Invalid write to LFS.x
