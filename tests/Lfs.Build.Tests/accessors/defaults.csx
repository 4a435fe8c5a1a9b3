var defaults = Modules.Defaults();
Print(defaults.Open("a").AsString(), defaults.Open("a", 1).AsString()); //> a:23/3 a:1/3
Print(defaults.Open("a", retries: 9).AsString()); //> a:23/9
Print(defaults.Middle(null, "b"), defaults.Middle("a", "b")); //> -b ab
Print(defaults.Plain().AsString(), defaults.Plain(7).AsInteger()); //> nothing 7
