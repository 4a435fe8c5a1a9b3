package.path = ('?'):rep(3000 * K) return pcall(require, ('x'):rep(3000 * K))
