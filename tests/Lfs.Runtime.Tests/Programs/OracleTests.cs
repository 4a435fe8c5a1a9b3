using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Long random programs print what stock Lua prints, also when every allocation collects.</summary>
public class OracleTests
{
    [OracleTheory]
    [InlineData("patterns", false)]
    [InlineData("patterns", true)]
    [InlineData("formats", false)]
    [InlineData("tables", false)]
    [InlineData("tables", true)]
    public void A_device_prints_what_stock_Lua_prints(string name, bool emergencyCollection)
    {
        string path = Repo.PathOf($"tests/Lfs.Runtime.Tests/oracle/{name}.lua");
        var options = new LfsDeviceOptions
        {
            HeapBytes = 1024 * 1024,
            EmergencyCollection = emergencyCollection,
        };

        string printed = Devices.Print(File.ReadAllText(path), options);

        Assert.Equal(Oracle.Print(path), printed);
    }
}
