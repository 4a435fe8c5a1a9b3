local t, text = {}, ('x'):rep(2000 * K)
for i = 1, 500 do t[i] = text end
return pcall(table.concat, t, text)
