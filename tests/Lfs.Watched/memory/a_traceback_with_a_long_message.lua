return #debug.traceback(('x'):rep(20000 * K), 1)
