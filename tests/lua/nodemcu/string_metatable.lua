print(getmetatable("") == string, string.__index == string, type(string.__mod))  --> true	true	function
print(("x"):rep(3), ("abc").upper == string.upper)  --> xxx	true
