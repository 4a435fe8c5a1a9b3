using System.Security.Cryptography;
using System.Text;
using Esp8266;
using Esp8266.Flash;
using Lfs.Compiler.Diagnostics;
using Lfs.Compiler.Image;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>A System and an Application region: Lua 5.3 executes both where they lie.</summary>
public class TwoRegionsTests
{
    const string System = """
        local secret = 'a-string-of-the-system'
        return function() return secret, 'shared-by-both', 'system' end
        """;

    const string Application = """
        return function() return 'a-string-of-the-application', 'shared-by-both', 'application' end
        """;

    public static TheoryData<string> Targets => ["5.3", "5.3-64"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Modules_are_looked_up_in_the_application_and_then_in_the_system(string target)
    {
        byte[] system = Devices.Image(target, ("@both.lua", "return 'system'"), ("@sys.lua", "return 'sys'"));
        byte[] application = Devices.Image(target, ("@both.lua", "return 'app'"), ("@app.lua", "return 'own'"));
        using LfsDevice device = Boot(target, system, application);

        Assert.Equal("app", device.CallModule("both")[0].AsString());
        Assert.Equal("own", device.CallModule("app")[0].AsString());
        Assert.Equal("sys", device.CallModule("sys")[0].AsString());
        Assert.Equal("app both sys", List(device));
        Assert.Equal("sys", device.Run("return node.LFS.sys()")[0].AsString());
        Assert.Equal("nil", device.Run("return tostring(node.LFS.none)")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Each_string_is_in_one_region_only(string target)
    {
        using LfsDevice device = Boot(target, System, Application);

        string[] all = Strings(device, "ROM");

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(
            ["a-string-of-the-system", "a-string-of-the-application", "shared-by-both", "while"],
            text => Assert.Contains(text, all));
        Assert.True(device.LfsBytesUsed < 1000, "an application has no strings of the firmware");
        Assert.True(device.SystemBytesUsed > 2000);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_string_is_the_same_object_wherever_it_is_asked_for(string target)
    {
        using LfsDevice device = Boot(target, System, Application);
        const string Same = """
            local secret, shared1 = node.LFS.sys()()
            local _, shared2, own = node.LFS.app()()
            -- Equality of short strings is identity, and so is the key of a table.
            local t = {[secret] = 1, [shared1] = 2, [own] = 3}
            return secret == 'a-string-' .. 'of-the-system', shared1 == shared2, t['shared-by-' .. 'both'],
              t['a-string-of-the-' .. 'system'], t['appli' .. 'cation']
            """;

        LuaValue[] results = device.Run(Same);

        Assert.Equal([true, true, 2, 1, 3], results);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_string_that_neither_has_goes_to_RAM_and_no_other_does(string target)
    {
        using LfsDevice device = Boot(target, System, Application);
        device.Run("KEEP = {'a-string-of-' .. 'the-system', 'a-string-of-' .. 'the-application', 'in' .. '-neither'}");

        HashSet<string> ram = [.. Strings(device, "RAM")];

        Assert.Contains("in-neither", ram);
        Assert.DoesNotContain("a-string-of-the-system", ram);
        Assert.DoesNotContain("a-string-of-the-application", ram);
        Assert.DoesNotContain("__index", ram);
        Assert.DoesNotContain("shared-by-both", ram);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_collector_leaves_both_regions_alone(string target)
    {
        using LfsDevice device = Boot(target, System, Application);
        device.Run("function USE() return node.LFS.sys()(), node.LFS.app()(), {} end USE()");
        device.Collect();
        byte[] flash = device.Machine.Flash.ContentHash();
        uint before = device.LuaBytesInUse;

        for (int i = 0; i < 20; i++)
        {
            device.Run("for i = 1, 50 do USE() end");
            device.Collect();
        }

        Assert.Equal(flash, device.Machine.Flash.ContentHash());
        Assert.Equal(before, device.LuaBytesInUse);
        Assert.Equal(["a-string-of-the-system", "shared-by-both", "system"], Texts(device.Run("return node.LFS.sys()()")));
    }

    [Fact]
    public void A_device_with_a_System_alone_has_its_modules_and_strings()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = "5.3",
            SystemImage = Devices.Image("5.3", ("@sys.lua", System)),
        });

        Assert.Equal("sys", List(device));
        Assert.Equal((0u, true), (device.LfsBytesUsed, device.SystemBytesUsed > 0));
        Assert.DoesNotContain("__index", Strings(device, "RAM"));
        Assert.Equal(Devices.BuildTime, device.Run("return node.LFS.time")[0].AsInteger());
    }

    [Fact]
    public void The_application_can_be_replaced_without_touching_the_system()
    {
        using LfsDevice device = Boot("5.3", System, Application);
        byte[] system = RegionHash(device, "system");

        device.ReplaceImage(Devices.Image("5.3", ("@app.lua", "return 'new', 'a-string-of-the-system'")));

        Assert.Equal(system, RegionHash(device, "system"));
        Assert.Equal(["new", "a-string-of-the-system"], Texts(device.CallModule("app")));
        Assert.Equal("app sys", List(device));
    }

    [Fact]
    public void A_replaced_system_leaves_the_application_as_it_is_but_unused_until_it_is_placed_again()
    {
        byte[] file = Devices.Image("5.3", ("@app.lua", Application));
        using MemoryStream output = new();
        using LfsDevice device = Boot("5.3", Devices.Image("5.3", ("@sys.lua", System)), file, output);
        byte[] application = RegionHash(device, "lfs");
        byte[] firmware = SHA256.HashData(device.Machine.Memory.Bytes(
            MemoryMap.Irom0Start + 0x11000, LfsDeviceOptions.DefaultLfsOffset - 0x11000));
        output.SetLength(0);

        device.ReplaceSystemImage(Devices.Image("5.3", ("@sys.lua", "return 'new system'")));

        Assert.Equal(application, RegionHash(device, "lfs"));
        Assert.Equal(firmware, SHA256.HashData(device.Machine.Memory.Bytes(
            MemoryMap.Irom0Start + 0x11000, LfsDeviceOptions.DefaultLfsOffset - 0x11000)));
        Assert.Matches(
            @"^System LFS image loaded\nLFS image refused: LFS0106: word 11: the image was placed beside System image "
            + @"0x[0-9a-f]{8}, but the System image here is 0x[0-9a-f]{8}: place its file again\n$",
            Encoding.ASCII.GetString(output.ToArray()));
        Assert.Equal((0u, "sys"), (device.LfsBytesUsed, List(device)));
        Assert.Equal("new system", device.CallModule("sys")[0].AsString());

        device.ReplaceImage(file);

        Assert.Equal("app sys", List(device));
        Assert.Equal("application", device.CallModule("app")[0].AsObject().Call()[2].AsString());
    }

    [Fact]
    public void An_application_that_was_placed_beside_another_system_is_refused()
    {
        byte[] system = Devices.Image("5.3", ("@sys.lua", System));
        byte[] otherSystem = Devices.Image("5.3", ("@sys.lua", "return 'other'"));
        byte[] application = Devices.Image("5.3", ("@app.lua", Application));
        byte[] placed = Placed(application, otherSystem);
        byte[] alone = LfsImage.Read(application).Image!.ToAbsolute(ApplicationStart).ToBytes();

        LfsImageException other = Assert.Throws<LfsImageException>(() => Boot("5.3", system, placed));
        LfsImageException without = Assert.Throws<LfsImageException>(() => Boot("5.3", null, placed));
        LfsImageException single = Assert.Throws<LfsImageException>(() => Boot("5.3", system, alone));

        Assert.All([other, without, single], error => Assert.Equal(DiagnosticId.SystemMismatch, error.Id));
        Assert.Matches("^word 11: .* beside System image 0x[0-9a-f]{8}, but the System image here is 0x", other.Message);
        Assert.EndsWith("but there is no System image: place its file again", without.Message, StringComparison.Ordinal);
        Assert.Contains("to stand alone", single.Message, StringComparison.Ordinal);
        using LfsDevice right = Boot("5.3", otherSystem, placed);
        Assert.Equal("application", right.CallModule("app")[0].AsObject().Call()[2].AsString());
    }

    [Fact]
    public void Both_regions_are_verified_when_they_are_mounted()
    {
        foreach (string region in new[] { "system", "lfs" })
        {
            using MemoryStream output = new();
            using LfsDevice device = Boot(
                "5.3", Devices.Image("5.3", ("@sys.lua", System)), Devices.Image("5.3", ("@app.lua", Application)), output);
            uint start = Base(device, region);
            output.SetLength(0);

            // A bit of the table of modules, near the end of the image.
            uint used = region == "system" ? device.SystemBytesUsed : device.LfsBytesUsed;
            device.Machine.Flash.Program(new FlashOffset(start + used - 16), [0]);
            device.Restart();

            string said = Encoding.ASCII.GetString(output.ToArray());
            string name = region == "system" ? "System LFS image" : "LFS image";
            Assert.Contains($"{name} is damaged: word ", said, StringComparison.Ordinal);
            Assert.DoesNotContain($"\n{name} loaded", "\n" + said, StringComparison.Ordinal);
            Assert.Equal(0u, device.LfsBytesUsed);
            Assert.Equal(region == "system" ? "nil" : "sys", List(device));
        }
    }

    [Fact]
    public void A_restart_finds_both_again()
    {
        using LfsDevice device = Boot("5.3", System, Application);

        device.Run("node.restart()");

        Assert.Equal("app sys", List(device));
    }

    [Fact]
    public void The_regions_are_told_to_programs_only_if_there_are_two()
    {
        const string Keys = """
            local keys = {}
            for key in pairs(node.LFS.config) do keys[#keys + 1] = key end
            table.sort(keys)
            return table.concat(keys, ' ')
            """;
        using LfsDevice one = LfsDevice.Boot(new LfsDeviceOptions { TargetName = "5.3" });
        using LfsDevice two = Boot("5.3", System, Application);

        Assert.Equal("lfs_base lfs_mapped lfs_size lfs_used", one.Run(Keys)[0].AsString());
        Assert.Equal(
            "lfs_base lfs_mapped lfs_size lfs_used system_base system_mapped system_size system_used",
            two.Run(Keys)[0].AsString());
        Assert.Equal(0xD6000, two.Run("return node.getpartitiontable().system_addr")[0].AsInteger());
        Assert.Equal(4096, two.Run("return node.LFS.config.system_size")[0].AsInteger());
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void A_System_region_is_refused_for_5_1(string target)
    {
        byte[] image = Devices.Image(target, ("@a.lua", "return 1"));

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => LfsDevice.Boot(new LfsDeviceOptions { TargetName = target, SystemImage = image }));

        Assert.StartsWith(
            $"A System region needs Lua 5.3, but the device runs {target}: choose another TargetName, "
            + "or leave SystemImage and SystemBytes unset.",
            error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x96000u, 0x1000u, "overlap")]
    [InlineData(0x95000u, 0x2000u, "overlap")]
    [InlineData(0xD5000u, 0x1000u, "overlap")]
    [InlineData(0xFF000u, 0x2000u, "first megabyte")]
    [InlineData(0xD6800u, 0x1000u, "multiple of 4096")]
    [InlineData(0x0u, 0x1000u, "after the firmware")]
    public void A_System_region_that_cannot_be_is_refused(uint offset, uint bytes, string message)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => LfsDevice.Boot(
            new LfsDeviceOptions { TargetName = "5.3", SystemOffset = offset, SystemBytes = bytes }));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_do_not_go_together_are_refused()
    {
        byte[] system = Devices.Image("5.3", ("@sys.lua", System));
        byte[] wide = Devices.Image("5.3-64", ("@app.lua", Application));
        string large = "return {" + string.Concat(Enumerable.Range(0, 400).Select(i => $"'text{i}',")) + "}";

        LfsImageException target = Assert.Throws<LfsImageException>(() => Boot("5.3", system, wide));
        LfsImageException size = Assert.Throws<LfsImageException>(() => LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = "5.3",
            SystemImage = Devices.Image("5.3", ("@large.lua", large)),
            SystemBytes = 4096,
        }));

        using LfsDevice one = Boot("5.3", null, Devices.Image("5.3", ("@app.lua", Application)));
        LfsImageException none = Assert.Throws<LfsImageException>(() => one.ReplaceSystemImage(system));

        Assert.Equal("The image is built for 5.3-64, the device runs 5.3.", target.Message);
        Assert.StartsWith(
            "The device has no region for the System LFS image", none.Message, StringComparison.Ordinal);
        Assert.Equal("app", List(one));
        Assert.Matches(@"^The image has \d+ bytes, its region only 4096\.$", size.Message);
    }

    const uint ApplicationStart = MemoryMap.Irom0Start + LfsDeviceOptions.DefaultLfsOffset;

    static byte[] Placed(byte[] application, byte[] system)
    {
        LfsImage below = LfsImage.Read(system).Image!.ToAbsolute(MemoryMap.Irom0Start + 0xD6000);
        return LfsImage.Read(application).Image!.WithSystem(below).Image!.ToAbsolute(ApplicationStart).ToBytes();
    }

    static LfsDevice Boot(string target, string system, string application) => Boot(
        target, Devices.Image(target, ("@sys.lua", system)), Devices.Image(target, ("@app.lua", application)));

    static LfsDevice Boot(string target, byte[]? system, byte[] application, Stream? output = null) =>
        LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = application,
            SystemImage = system,
            Output = output,
        });

    static string List(LfsDevice device) => device.Run(
        "local list = node.LFS.list() return list and table.concat(list, ' ') or 'nil'")[0].AsString();

    static string[] Strings(LfsDevice device, string where) =>
        device.Run($"return table.concat(debug.getstrings'{where}', '\\0')")[0].AsString().Split('\0');

    static IEnumerable<string> Texts(LuaValue[] values) => values.Select(value => value.AsString());

    static uint Base(LfsDevice device, string region) =>
        (uint)device.Run($"return node.LFS.config.{region}_base")[0].AsInteger();

    static byte[] RegionHash(LfsDevice device, string region)
    {
        uint bytes = (uint)device.Run($"return node.LFS.config.{region}_size")[0].AsInteger();
        return SHA256.HashData(device.Machine.Memory.Bytes(MemoryMap.Irom0Start + Base(device, region), bytes));
    }
}
