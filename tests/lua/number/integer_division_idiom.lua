local function div(a, b) return (a - a % b) / b end
print(div(7, 2) == 3, div(-7, 2) == -4, div(100, 10) == 10)  --> true	true	true
local function gcd(a, b) if b == 0 then return a end return gcd(b, a % b) end
print(gcd(48, 18), gcd(17, 5), gcd(1000000, 64))  --> 6	1	64
