using Lfs.Runtime;
using Lfs.Testing;
using Lfs.Testing.Xunit;

namespace Company.Lua1;

public class LuaTests
{
    /// <summary>Each test of the Lua files in the folder specs.</summary>
    [Theory, LuaTests("specs/**/*.lua", Modules = "lua/**/*.lua")]
    public void Lua(LuaTestCase test) => test.Run();

    [Fact]
    public void The_greeting_names_who_is_greeted()
    {
        using TestDevice test = Boot();

        string words = new ModuleSet(test.Device).Greeting().Words("Ada");

        Assert.Equal("Hello from flash, Ada!", words);
    }

    [Fact]
    public void The_modules_stay_below_their_budget_of_RAM()
    {
        using TestDevice test = Boot();

        LfsAssert.NoGarbage(
            test, () => test.Run("require('greeting').words('Ada') require('counter').next()"));

        // A device has about 44,000 bytes. The code itself stays in flash.
        LfsAssert.RamInUse(4500, test);
    }

    [Fact]
    public void A_device_without_an_image_starts_and_waits_for_one()
    {
        using TestDevice test = new(new TestDeviceOptions
        {
            Device = new LfsDeviceOptions { Startup = true, Files = Modules.Files },
        });

        test.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(test.Device.BootLoop);
        LfsAssert.OutputContains("LFS has no image", test);
    }

    /// <summary>A device of its own for each test, with the modules of this project in flash.</summary>
    static TestDevice Boot() => new(new TestDeviceOptions
    {
        Device = new LfsDeviceOptions { Image = EmbeddedImage.Read(typeof(LuaTests).Assembly, "Lfs.Image") },
    });
}
