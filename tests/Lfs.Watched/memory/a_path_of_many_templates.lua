package.path = (('?'):rep(149) .. ';'):rep(40 * K) return pcall(require, ('x'):rep(5000))
