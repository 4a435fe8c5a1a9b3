-- A traversal of a library shows the order in which the firmware lists it.
local function keys(t, without)
  local r = {}
  for k in pairs(t) do
    if k ~= without then r[#r + 1] = k end
  end
  return table.concat(r, " ")
end
local co = keys(coroutine)
print(co == (_VERSION == "Lua 5.1" and "create resume running status wrap yield"
  or "create resume running status wrap yield isyieldable"))  --> true
local de = keys(debug)
print(de == (_VERSION == "Lua 5.1" and "getregistry getstrings traceback"
  or "getuservalue gethook getinfo getlocal getregistry getstrings getmetatable getupvalue upvaluejoin upvalueid "
    .. "setuservalue sethook setlocal setmetatable setupvalue traceback"))  --> true
print(keys(node.LFS))  --> list get reload
print(keys(node, "egc"))
--> heap info task flashreload flashindex LFS setonerror startupcommand startup restart dsleep dsleepMax sleep chipid flashid flashsize input output compile CPU80MHZ CPU160MHZ setcpufreq getcpufreq bootreason restore random stripdebug osprint getpartitiontable setpartitiontable
print(next(string, "no such key"), next(node, "no such key"))  --> nil	nil
