return pcall(load, ('a=1 '):rep(2000 * K))
