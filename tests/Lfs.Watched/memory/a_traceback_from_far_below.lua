return #debug.traceback('x', -100000000)
