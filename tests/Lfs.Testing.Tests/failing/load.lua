local function load()
  return require "no such module"
end
load()
