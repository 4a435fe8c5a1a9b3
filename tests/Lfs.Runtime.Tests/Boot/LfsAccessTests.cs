using System.Text;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The sample's <c>_init</c>, and which of file system and flash a module comes from.</summary>
public class LfsAccessTests
{
    static byte[] Sample(string name) => File.ReadAllBytes(Repo.PathOf("sample-project/lua/" + name + ".lua"));

    static LfsDevice Boot(Stream output, Dictionary<string, byte[]>? files = null) => LfsDevice.Boot(new LfsDeviceOptions
    {
        Output = output,
        Files = files,
        HeapBytes = 256 * 1024,
        Image = Devices.Image("5.1",
            ("@_init.lua", Sample("_init")), ("@dummy_strings.lua", Sample("dummy_strings")),
            ("@greet.lua", Encoding.ASCII.GetBytes("return 'from flash'"))),
    });

    static string Run(string source, Dictionary<string, byte[]>? files = null)
    {
        using MemoryStream output = new();
        using LfsDevice device = Boot(output, files);
        device.CallModule("_init");
        device.Run(source, "=test");
        return Encoding.Latin1.GetString(output.ToArray());
    }

    static Dictionary<string, byte[]> FileSystem() => new() { ["greet.lua"] = Encoding.ASCII.GetBytes("return 'from a file'") };

    [Fact]
    public void LFS_finds_modules_and_properties()
    {
        string printed = Run("print(LFS.greet(), LFS.nothing, LFS._time, #LFS._list, LFS._config.lfs_base)");

        Assert.Equal("from flash\tnil\t1600000000\t3\t614400\n", printed);
    }

    [Fact]
    public void LFS_is_read_only()
    {
        string printed = Run("print(pcall(function() LFS.x = 1 end))");

        Assert.Equal("false\ttest:1: LFS is readonly. Invalid write to LFS.x\n", printed);
    }

    [Fact]
    public void Require_finds_a_module_in_flash_when_there_is_no_file()
    {
        Assert.Equal("from flash\n", Run("print(require 'greet')"));
    }

    [Fact]
    public void A_file_comes_before_flash()
    {
        Assert.Equal("from a file\n", Run("print(require 'greet')", FileSystem()));
    }

    [Fact]
    public void Swapping_the_loaders_makes_flash_come_first()
    {
        const string Swap = "do local pl = package.loaders; pl[1], pl[3] = pl[3], pl[1]; end ";

        Assert.Equal("from flash\n", Run(Swap + "print(require 'greet')", FileSystem()));
    }

    [Fact]
    public void Common_strings_are_in_flash_and_not_in_RAM()
    {
        string printed = Run("""
            local ram, rom = {}, {}
            for _, s in ipairs(debug.getstrings'RAM') do ram[s] = true end
            for _, s in ipairs(debug.getstrings'ROM') do rom[s] = true end
            print(rom.__index, ram.__index, rom['not enough memory'], ram['not enough memory'])
            """);

        Assert.Equal("true\tnil\ttrue\tnil\n", printed);
    }

    [Fact]
    public void A_device_without_an_image_has_no_modules()
    {
        Assert.Equal("nil\tnil\tnil\t0\n",
            Devices.Print("print(node.LFS.get('x'), node.LFS.list(), node.LFS.time, node.LFS.config.lfs_used)"));
    }

    [Fact]
    public void An_image_for_another_build_is_refused()
    {
        byte[] image = Devices.Image("5.1-int", ("@a.lua", "return 1"));

        LfsImageException error = Assert.Throws<LfsImageException>(
            () => LfsDevice.Boot(new LfsDeviceOptions { Image = image }));

        Assert.Contains("5.1-int", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absolute_image_runs_at_its_address()
    {
        byte[] relocatable = Devices.Image("5.1", ("@a.lua", "return 'absolute'"));
        uint mapped = Esp8266.MemoryMap.Irom0Start + LfsDeviceOptions.DefaultLfsOffset;
        byte[] absolute = Lfs.Compiler.Image.LfsImage.Read(relocatable).Image!.ToAbsolute(mapped).ToBytes();

        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { Image = absolute });

        Assert.Equal("absolute", device.CallModule("a")[0].AsString());
    }
}
