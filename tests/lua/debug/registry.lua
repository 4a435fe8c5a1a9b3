print(type(debug.getregistry()), type(debug.getregistry()._LOADED))  --> table	table
print(debug.getregistry()._LOADED == package.loaded)  --> true
