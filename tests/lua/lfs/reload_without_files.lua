-- device-only
-- The file is not there. The message of 5.3 is the one for a missing region.
print(node.LFS.reload("lfs.img") == (_VERSION == "Lua 5.1" and "LFS image file not found" or "No LFS partition allocated"))
--> true
