print(("THE (quick) fox"):find("%f[%a]%a+%f[%A]"))  --> 1	3
print(("hello world"):gsub("%f[%w]%w", string.upper))  --> Hello World	2
print(("one two"):match("%f[%w]two"), (""):match("%f[%z]") == "")  --> two	false
local n = 0
for w in ("a bc  def"):gmatch("%f[%S]%S+") do n = n + #w end
print(n)  --> 5
