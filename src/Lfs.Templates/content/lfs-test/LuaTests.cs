using System.Text;
using Lfs.Runtime;

namespace Company.Lua1;

public class LuaTests
{
    [Fact]
    public void The_greeting_names_who_is_greeted()
    {
        using LfsDevice device = Boot();

        string words = new ModuleSet(device).Greeting().Words("Ada");

        Assert.Equal("Hello from flash, Ada!", words);
    }

    [Fact]
    public void The_modules_stay_below_their_budget_of_RAM()
    {
        using LfsDevice device = Boot();
        device.Collect();
        uint before = device.LuaBytesInUse;

        device.Run("require('greeting') require('counter').next()");
        device.Collect();

        // A device has about 44,000 bytes. The code itself stays in flash.
        Assert.InRange(device.LuaBytesInUse - before, 1u, 600u);
    }

    [Fact]
    public void A_device_without_an_image_starts_and_waits_for_one()
    {
        using var output = new MemoryStream();
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            Startup = true,
            Files = new Dictionary<string, byte[]> { ["init.lua"] = Modules.Files["init.lua"] },
            Output = output,
        });

        device.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(device.BootLoop);
        Assert.Contains("LFS has no image", Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>A device of its own for each test, with the modules of this project in flash.</summary>
    static LfsDevice Boot()
    {
        LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            Image = EmbeddedImage.Read(typeof(LuaTests).Assembly, "Lfs.Image"),
        });
        device.CallModule(Modules.Names._Init);
        return device;
    }
}
