local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * i) end end) end
local sum = 0
for i, sq in range(5) do sum = sum + sq; print(i, sq) end
--> 1	1
--> 2	4
--> 3	9
--> 4	16
--> 5	25
print(sum)  --> 55
local function permutations(a, n)
  n = n or #a
  if n <= 1 then coroutine.yield(table.concat(a)) else
    for i = 1, n do
      a[n], a[i] = a[i], a[n]
      permutations(a, n - 1)
      a[n], a[i] = a[i], a[n]
    end
  end
end
for p in coroutine.wrap(function() permutations({ "a", "b", "c" }) end) do print(p) end
--> bca
--> cba
--> cab
--> acb
--> bac
--> abc
