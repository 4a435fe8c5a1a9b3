-- The firmware runs this file at every start of the device.
--
-- A new device has no image yet, and an update can fail. node.LFS.get then gives nil. To call that would be an
-- error at every start, so the device would restart for ever: hence the check, and the pcall around what may fail.

local init = node.LFS.get("_init")
if not init then
  print("LFS has no image: load one with node.LFS.reload('lfs.img')")
  return
end

local ok, problem = pcall(init)
if not ok then
  print("_init failed: " .. tostring(problem))
  return
end

ok, problem = pcall(LFS.greeting)
if not ok then
  print("greeting failed: " .. tostring(problem))
end
