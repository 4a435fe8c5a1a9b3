local memo = { 1, 1 }
local function fib(n)
  if not memo[n] then memo[n] = fib(n - 1) + fib(n - 2) end
  return memo[n]
end
print(fib(10), fib(30), fib(45))  --> 55	832040	1134903170
