var callbacks = Modules.Callbacks();
Print(callbacks.Apply(n => n + 1, 41)); //> 42
var texts = new List<string>();
callbacks.Each(texts.Add);
Print(string.Join(",", texts)); //> a,b
Print(callbacks.Ask(), callbacks.Ask(() => "me")); //> nobody me
var add = callbacks.Adder();
Print(add(1, 2), add(1, null)); //> 3 101
Print(callbacks.Two(n => (n + 1, "x"))); //> x2
using LuaObject raw = device.CreateFunction((LuaHostFunction)(given => new LuaValue[] { given.Length }));
Print(callbacks.Raw(raw).AsInteger()); //> 3
try
{
    callbacks.Apply(n => throw new InvalidOperationException("from C#"), 1);
}
catch (LuaException error)
{
    Print(error.InnerException!.Message); //> from C#
}
