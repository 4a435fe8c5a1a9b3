-- A program reaches the registry. Whatever it leaves there, libraries go on.
local registry = debug.getregistry()
local junk = {5, "x", string, print, false}
for i = 1, #junk do
  registry._LOADED = junk[i]
  registry._PRELOAD = junk[i]
  registry[1] = nil
  registry[2] = junk[i]
  collectgarbage()
  package.preload = {}
  print(pcall(require, "no.such.module") == false, type(_G), tostring(print == nil))
  local f = (loadstring or load)("return type(print)")
  print(f())
end
--> true	table	false
--> function
--> true	table	false
--> function
--> true	table	false
--> function
--> true	table	false
--> function
--> true	table	false
--> function
