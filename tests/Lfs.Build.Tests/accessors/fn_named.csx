Print(Modules.FnNamed("ada")); //> hello ada
