-- targets: 5.1 5.1-int
-- NodeMCU: the name of a global table is a module already, because ROM libraries are no entries of package.loaded.
print(require("string") == string, require("math") == math)
my_module = { answer = 42 }
print(require("my_module").answer)
my_module = nil
print(pcall(function() return #require("my_module") end) == false)
--> true	true
--> 42
--> true
