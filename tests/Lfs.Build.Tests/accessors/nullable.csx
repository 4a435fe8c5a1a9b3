var nullable = Modules.Nullable();
Print(nullable.Find("a"), nullable.Find("b"), nullable.Find()); //> 1 null null
Print(nullable.Same(), nullable.Same(true)); //> null True
Print(nullable.List(), nullable.List(nullable.List(null))); //> null null
