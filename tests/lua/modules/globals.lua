set_by_module = (set_by_module or 0) + 1
return set_by_module
