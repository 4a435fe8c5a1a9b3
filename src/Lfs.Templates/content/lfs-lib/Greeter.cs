using Lfs.Runtime;

namespace Company.Lua1;

/// <summary>Greets with Lua. Each greeter has a device of its own.</summary>
public sealed class Greeter : IDisposable
{
    readonly ModuleSet _modules = new(LfsDevice.Boot(new LfsDeviceOptions
    {
        Image = EmbeddedImage.Read(typeof(Greeter).Assembly, "Lfs.Image"),
    }));

    /// <summary>The words for a name.</summary>
    public string Greet(string name)
    {
        _modules.Counter();
        return _modules.Greeting().Words(name);
    }

    /// <summary>How often it has greeted.</summary>
    public int Count => (int)_modules.Device["COUNT"].AsInteger();

    /// <inheritdoc/>
    public void Dispose() => _modules.Device.Dispose();
}
