return pcall(load('return ' .. ('x'):rep(6000 * K) .. '.y'))
