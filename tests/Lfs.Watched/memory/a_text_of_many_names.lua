return pcall(load, ('a'):rep(4000 * K) .. '=' .. ('not '):rep(2000 * K) .. '1')
