local function id(...) return ... end
local function all(...) return id(...) end
local function lib(s) return string.rep(s, 2) end
local obj = { v = 3 }
function obj:get(n) return self.v + n end
local function method(n) return obj:get(n) end
local function varargs(...) return select("#", ...) end
print(all(), all(1, nil, 3), lib("ab"), method(4), varargs(nil, nil))  --> nil	1	abab	7	2
print((all(1, 2)), pcall(all, 5, 6))  --> 1	true	5	6
local callable = setmetatable({}, { __call = function(self, a, b) return b, a end })
local function meta(...) return callable(...) end
print(meta(1, 2))  --> 2	1
