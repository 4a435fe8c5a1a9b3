Print(Modules.Fn(2), Modules.Fn(3), device["LOADED"].AsInteger()); //> 2 5 1
