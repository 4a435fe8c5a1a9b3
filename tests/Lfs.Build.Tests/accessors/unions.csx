var unions = Modules.Unions();
Print(unions.Show(1, true), unions.Show("a", 2), unions.Show(new[] { "b", "c" }, false)); //> 1/true a/2 b,c/false
LuaValue value = "any";
Print(unions.Show(value, (LuaValue)3), unions.Number(2), unions.Either().AsString()); //> any/3 2 x
