local function tobits(n)
  local t = {}
  repeat t[#t + 1] = n % 2; n = (n - n % 2) / 2 until n == 0
  local s = ""
  for i = #t, 1, -1 do s = s .. (t[i] == 1 and "1" or "0") end
  return s
end
print(tobits(0), tobits(5), tobits(255), tobits(1024))  --> 0	101	11111111	10000000000
