var shapes = Modules.Shapes();
using var counter = shapes.Counter(5);
Print(counter.Add(by: 2)); //> 7
counter.Value = 40;
Print(counter.Add(2)); //> 42
using var fromZero = shapes.Counter();
Print(fromZero.Value); //> 0
var (text, count) = shapes.Join(new[] { "lua", "in", "flash" }, separator: " ");
Print(text, count); //> lua in flash 3
Print(shapes.Join(new[] { "a", "b" }, Encoding.UTF8.GetBytes("-").AsSpan()).Text); //> a-b
Print(string.Join(",", shapes.Map3(n => n * n))); //> 1,4,9
try
{
    shapes.Fail("as asked");
}
catch (LuaException error)
{
    Print(error.Message); //> as asked
}
Print(ReferenceEquals(Modules.Device, device), Modules.Shapes().Counter(1).Value == 1); //> True True
