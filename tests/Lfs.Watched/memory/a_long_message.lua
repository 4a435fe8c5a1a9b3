return pcall(error, ('x'):rep(20000 * K)), pcall(assert, false, ('x'):rep(20000 * K))
