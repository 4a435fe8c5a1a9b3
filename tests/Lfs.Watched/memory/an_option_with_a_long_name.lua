return pcall(collectgarbage, ('x'):rep(20000 * K))
