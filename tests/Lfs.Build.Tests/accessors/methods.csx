var module = Modules.Methods();
Print(module.Next(), module.Next(), module.Count.AsInteger()); //> 1 2 2
module.Reset();
Print(module.Next()); //> 1
