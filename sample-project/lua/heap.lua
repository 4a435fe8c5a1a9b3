-- How much RAM the Lua objects take, in bytes, after everything that is not in use was collected.

collectgarbage()
collectgarbage()
return collectgarbage("count") * 1024
