var rest = Modules.Rest();
Print(rest.Sum(1, 2, 3), rest.Sum()); //> 6 0
Print(rest.Echo(1, "b").Length, rest.Echo("a")[0].AsString()); //> 2 a
Print(rest.Count(1, 2)[0].AsInteger()); //> 2
rest.None();
Print(rest.Maybe(true), rest.Maybe(LuaValue.Nil)); //> True null
