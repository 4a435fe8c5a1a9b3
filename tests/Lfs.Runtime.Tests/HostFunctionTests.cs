using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Functions of the host that Lua calls.</summary>
public class HostFunctionTests
{
    [Fact]
    public void Every_registered_function_is_called_by_its_own_name()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Register("one", _ => [1]);
        device.Register("two", _ => [2]);

        LuaValue[] results = device.Run("return one(), two()");

        Assert.Equal([1, 2], results.Select(result => result.AsInteger()));
    }
}
