var module = Modules.AliasEnum();
Print(module.Other(Mode.Read), module.Text(Mode.Write), module.Text()); //> Write write none
Print(module.Join(new[] { "a", "b" }, 3), module.Side("left")); //> a,b3 left
try
{
    module.Bad();
}
catch (LuaTypeException wrong)
{
    Print(wrong.Expected); //> "read"|"write"
}
