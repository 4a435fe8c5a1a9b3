package.path = ('?;'):rep(1000 * K) return pcall(require, ('x'):rep(2000 * K))
