using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Functions of the host that Lua calls.</summary>
public class HostFunctionTests
{
    [Fact]
    public void Standard_error_of_the_host_libraries_is_a_stream_of_its_own()
    {
        using MemoryStream output = new();
        using MemoryStream error = new();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            HostLibraries = true,
            Output = output,
            Error = error,
            LfsBytes = 0,
        });

        device.Run("io.stdout:write('a') io.stderr:write('b', 1) io.stderr:write('c') io.write('d')");

        Assert.Equal("ad", Encoding.Latin1.GetString(output.ToArray()));
        Assert.Equal("b1c", Encoding.Latin1.GetString(error.ToArray()));
    }

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
