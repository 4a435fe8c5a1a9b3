return pcall(load('local t = {} return t.' .. ('x'):rep(6000 * K) .. '.y'))
