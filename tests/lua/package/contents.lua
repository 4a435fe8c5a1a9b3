-- targets: 5.1 5.1-int
print(type(package.loaded), type(package.preload), type(package.loaders), type(package.path), package.config ~= nil)
--> table	table	table	string	true
print(package.loaded.package == package, #package.loaders)  --> true	4
