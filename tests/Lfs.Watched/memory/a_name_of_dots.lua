package.path = '?;?;?' return pcall(require, ('.'):rep(10000 * K))
