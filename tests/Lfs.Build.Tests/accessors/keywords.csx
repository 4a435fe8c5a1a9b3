var module = Modules.Keywords();
Print(module.New("a", call: "b", @event: "c", value: "d")); //> abcd
Print(module.Equals_(5).AsInteger(), module.GetType_(), module.GetType__2()); //> 5 t u
Print(module.Handle, module.Table_); //> 1 2
