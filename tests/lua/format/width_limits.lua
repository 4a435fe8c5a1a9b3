print(pcall(string.format, "%100d", 1))  --> false	invalid format (width or precision too long)
print(pcall(string.format, "%.100d", 1))  --> false	invalid format (width or precision too long)
print(#("%99d"):format(1), #("%.99d"):format(1) , #("%99s"):format("x"))  --> 99	99	99
print(pcall(string.format, "%-+ #0-+d", 1))  --> false	invalid format (repeated flags)
print(pcall(string.format, "%0123d", 1))  --> false	invalid format (width or precision too long)
