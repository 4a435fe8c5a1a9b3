local M = {}
---@param f fun(n: integer): integer
---@param n integer
---@return integer
function M.apply(f, n) return f(n) end
---@param f fun(text: string)
function M.each(f) f("a") f("b") end
---@param f? fun(): string
---@return string
function M.ask(f) return f and f() or "nobody" end
---@return fun(a: integer, b?: integer): integer
function M.adder() return function(a, b) return a + (b or 100) end end
---@param f fun(a: integer): integer, string
---@return string
function M.two(f) local n, s = f(1) return s .. n end
---@param f function
---@return any
function M.raw(f) return f(1, 2, 3) end
return M
