local chunk = string.dump(load("return 'abcdefgh', 1, 2, 3"))
for i = 1, #chunk do
  pcall(load, chunk:sub(1, i) .. ('\255'):rep(100 * K), '=b')
  pcall(load, chunk:sub(1, i) .. ('\1'):rep(100 * K), '=b')
end
