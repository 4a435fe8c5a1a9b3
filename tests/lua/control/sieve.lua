local sieve, primes = {}, {}
for i = 2, 60 do
  if not sieve[i] then
    primes[#primes + 1] = i
    for j = i * i, 60, i do sieve[j] = true end
  end
end
print(#primes, table.concat(primes, " "))  --> 17	2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59
