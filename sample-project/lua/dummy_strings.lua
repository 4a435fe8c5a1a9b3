-- Never run. Every string constant of a module is in the string table in flash, so the strings below cost
-- no RAM when the interpreter and its libraries need them.

local names = "_G", "_LOADED", "_LOADLIB", "_VERSION", "Lua 5.1"

local metamethods = "__add", "__call", "__concat", "__div", "__eq", "__gc", "__index", "__le", "__len",
  "__lt", "__metatable", "__mod", "__mode", "__mul", "__newindex", "__pow", "__sub", "__tostring", "__unm"

local libraries = "coroutine", "debug", "math", "node", "package", "string", "table"

local packaging = "cpath", "loaded", "loaders", "path", "preload", "require", "?.lc;?.lua",
  "/\n;\n?\n!\n-"

local types = "boolean", "function", "nil", "number", "string", "table", "thread", "userdata"

local errors = "not enough memory", "error in error handling"
