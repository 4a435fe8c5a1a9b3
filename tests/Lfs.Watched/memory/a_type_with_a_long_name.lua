local t = setmetatable({}, {__name = ('x'):rep(20000 * K)})
return pcall(tostring, t), pcall(function() return t < t end), pcall(string.rep, t)
