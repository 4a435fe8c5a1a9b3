print(pcall(error))  --> false	nil
print(pcall(error, nil, 2))  --> false	nil
print(pcall(error, false))  --> false	false
print(select("#", pcall(error)), select("#", pcall(error, nil)))  --> 2	2
