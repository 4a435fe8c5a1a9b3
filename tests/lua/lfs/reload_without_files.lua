-- device-only
-- There is no file system that an image could come from.
print(node.LFS.reload("lfs.img") == (_VERSION == "Lua 5.1" and "LFS image file not found" or "No file system mounted"))
--> true
