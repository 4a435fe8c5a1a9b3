return #debug.traceback('x', -2147483648)
