using Lfs.Runtime;

namespace Company.Lua1;

/// <summary>Greets with Lua. Each greeter has a device of its own.</summary>
public sealed class Greeter : IDisposable
{
    readonly LfsDevice _device = LfsDevice.Boot(new LfsDeviceOptions
    {
        Image = EmbeddedImage.Read(typeof(Greeter).Assembly, "Lfs.Image"),
    });

    /// <summary>The words for a name.</summary>
    public string Greet(string name)
    {
        _device.CallModule(Modules.Names.Counter);
        using LuaObject greeting = _device.CallModule(Modules.Names.Greeting)[0].AsObject();
        using LuaObject words = greeting["words"].AsObject();
        return words.Call([name])[0].AsString();
    }

    /// <summary>How often it has greeted.</summary>
    public int Count => (int)_device["COUNT"].AsInteger();

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}
