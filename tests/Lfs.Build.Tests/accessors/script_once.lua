RUNS = (RUNS or 0) + 1
