-- targets: 5.1 5.1-int
local function names(t) local r = {}; for k in pairs(t) do if not k:match("^__") then r[#r + 1] = k end end table.sort(r); return table.concat(r, " ") end
print(names(coroutine))  --> create resume running status wrap yield
print(names(table))  --> concat foreach foreachi getn insert maxn remove setn sort
print(names(string))  --> byte char dump find format gfind gmatch gsub len lower match rep reverse sub upper
