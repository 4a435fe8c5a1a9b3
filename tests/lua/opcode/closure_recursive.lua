local function fact(n) if n <= 1 then return 1 end return n * fact(n - 1) end
print(fact(5), fact(10))  --> 120	3628800
local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fib(15))  --> 610
local t = {}
function t.walk(n) return n == 0 and "done" or t.walk(n - 1) end
print(t.walk(3))  --> done
