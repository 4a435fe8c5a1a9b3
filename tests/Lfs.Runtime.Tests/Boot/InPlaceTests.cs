using System.Text;
using System.Text.RegularExpressions;
using Esp8266;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Objects in flash are used in place.</summary>
public class InPlaceTests
{
    const string Module = """
        local words = {"alabaster-colonnade", "breadfruit-hurricane", "candlestick-umbrella"}
        local function join(first, ...)
          local text = first
          for i = 1, select("#", ...) do text = text .. ";" .. (select(i, ...)) end
          return text, 12345.678, 98765.4321, 24680.1357
        end
        return function() return join(words[1], words[2], words[3]) end
        """;

    /// <summary>Long enough that constants loaded into neighbouring registers do not count: four TValues.</summary>
    const int WindowBytes = 48;

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Booting_and_running_copies_no_part_of_the_image_to_RAM(string target)
    {
        byte[] image = Devices.Image(target, ("@words.lua", ModuleOf(target)), ("@again.lua", ModuleOf(target)));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target, Image = image });

        using LuaObject function = device.CallModule("words")[0].AsObject();
        LuaValue[] results = function.Call();
        device.Collect();

        Assert.StartsWith("alabaster", results[0].AsString(), StringComparison.Ordinal);
        Assert.Equal(0, Copies(device));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_search_for_copies_finds_what_a_program_loads_into_RAM(string target)
    {
        byte[] image = Devices.Image(target, ("@words.lua", ModuleOf(target)));
        using LfsDevice device = LfsDevice.Boot(
            new LfsDeviceOptions { TargetName = target, Image = image, HeapBytes = 512 * 1024 });

        device.Run("KEEP = (loadstring or load)([==[" + ModuleOf(target) + "]==], '@words.lua')");

        Assert.NotEqual(0, Copies(device));
    }

    /// <summary>The module; the build without floats has whole numbers in it.</summary>
    static string ModuleOf(string target) =>
        target == "5.1-int" ? Regex.Replace(Module, @"(\d)\.(\d)", "$1$2") : Module;

    /// <summary>The number of windows of the image that occur in RAM.</summary>
    static int Copies(LfsDevice device)
    {
        Machine machine = device.Machine;
        ReadOnlySpan<byte> image = machine.Memory.Bytes(
            MemoryMap.Irom0Start + LfsDeviceOptions.DefaultLfsOffset, device.LfsBytesUsed);
        HashSet<string> windows = [];
        for (int at = 0; at + WindowBytes <= image.Length; at += 4)
        {
            ReadOnlySpan<byte> window = image.Slice(at, WindowBytes);
            if (window.ToArray().Distinct().Count() >= 8)
                windows.Add(Encoding.Latin1.GetString(window));
        }
        Assert.True(windows.Count > 20);
        ReadOnlySpan<byte> ram = machine.Memory.Bytes(machine.Heap.Start, machine.Heap.End - machine.Heap.Start);
        int copies = 0;
        for (int at = 0; at + WindowBytes <= ram.Length; at += 4)
        {
            if (windows.Contains(Encoding.Latin1.GetString(ram.Slice(at, WindowBytes))))
                copies++;
        }
        return copies;
    }

    [Fact]
    public void Getting_a_module_costs_one_closure()
    {
        const uint ClosureBytes = 20;
        byte[] image = Devices.Image("5.1", ("@words.lua", Module));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { Image = image });
        device.Run("KEEP = false; GET = node.LFS.get");
        device.Collect();
        uint before = device.LuaBytesInUse;

        device.Run("KEEP = GET('words')");
        device.Collect();

        Assert.Equal(before + ClosureBytes, device.LuaBytesInUse);
    }

    [Fact]
    public void A_string_that_flash_has_takes_no_RAM()
    {
        byte[] image = Devices.Image("5.1", ("@words.lua", Module));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { Image = image });
        // The first concatenation also opens the state's buffer, which stays.
        device.Run("A, B = 'alabaster-', 'colonnade'; KEEP = A .. A; KEEP = false");
        device.Collect();
        uint before = device.LuaBytesInUse;

        device.Run("KEEP = A .. B");
        device.Collect();

        Assert.Equal(before, device.LuaBytesInUse);
    }

    [Fact]
    public void The_collector_frees_a_closure_and_leaves_its_code_in_flash()
    {
        byte[] image = Devices.Image("5.1", ("@words.lua", Module));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { Image = image });
        byte[] flash = device.Machine.Flash.ContentHash();

        for (int i = 0; i < 50; i++)
        {
            device.CallModule("words");
            device.Collect();
        }

        Assert.Equal(flash, device.Machine.Flash.ContentHash());
        Assert.Single(device.CallModule("words"));
    }
}
