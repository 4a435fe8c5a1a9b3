if not package.searchpath then return end
return pcall(package.searchpath, ('.'):rep(5000 * K), '?;?', '.', ('y'):rep(6000 * K))
