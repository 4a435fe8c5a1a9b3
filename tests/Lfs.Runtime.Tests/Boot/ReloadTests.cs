using System.IO.Compression;
using System.Text;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Runtime;
using Lfs.Runtime.Flash;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary><c>node.LFS.reload</c>: every check before the first erase, and the reference's bytes after
/// it.</summary>
public sealed class ReloadTests(ITestOutputHelper output)
{
    const uint Region = LfsDeviceOptions.DefaultLfsOffset;

    static readonly string[] _names51 = ["5.1", "5.1-int"];
    static readonly string[] _names53 = ["5.3", "5.3-64"];

    public static IEnumerable<object[]> Targets() => MountTests.Targets();

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_file_becomes_the_image_of_the_next_boot(string target)
    {
        using MemoryStream console = new();
        byte[] file = Devices.Image(target, ("@m.lua", "return 'new'"));
        using LfsDevice device = Boot(target, file, console);
        Assert.Equal("old", device.CallModule("m")[0].AsString());
        console.SetLength(0);

        Assert.Empty(Reload(device));

        Assert.Equal("new", device.CallModule("m")[0].AsString());
        string said = Encoding.ASCII.GetString(console.ToArray());
        bool is51 = target.StartsWith("5.1", StringComparison.Ordinal);
        Assert.Equal(is51 ? "LFS region updated.  Restarting." : "LFS image loaded\n", said);
        Assert.Equal(
            is51 ? ResetReason.SoftwareWatchdog : ResetReason.SoftRestart, device.Machine.LastReset.Reason);
        Assert.Equal(0, device.Machine.Flash.Violations);
        Assert.Equal(0, device.Machine.Bus.StaleLoads);
        Assert.Equal(RegionOf(file, device), ContentOf(device));
        Assert.Null(new RebootConfig(device.Machine.Flash).Read(RebootRecord.LfsImage));

        device.Restart(ResetReason.PowerOn);
        Assert.Equal("new", device.CallModule("m")[0].AsString());
        using LfsDevice again = LfsDevice.FromFlash(device.Flash);
        Assert.Equal("new", again.CallModule("m")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_empty_device_gets_its_first_image(string target)
    {
        byte[] file = Devices.Image(target, ("@m.lua", "return 'first'"));
        using LfsDevice device = LfsDevice.Boot(Options(target, file) with { Image = null });

        Reload(device);

        Assert.Equal("first", device.CallModule("m")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Only_the_sectors_that_the_image_needs_are_erased(string target)
    {
        byte[] file = Devices.Image(target, ("@m.lua", "return {" + string.Concat(
            Enumerable.Range(0, 400).Select(i => $"'word{i}',")) + "}"));
        using LfsDevice device = Boot(target, file);
        long before = device.Machine.Flash.Erases;

        Reload(device);

        uint sectors = (device.LfsBytesUsed + 4095) / 4096;
        Assert.InRange(sectors, 2u, 20u);
        Assert.Equal(sectors, device.Machine.Flash.Erases - before);
        Assert.All(
            Enumerable.Range(0, (int)sectors),
            i => Assert.Equal(1u, device.Machine.Flash.Wear[(int)(Region / 4096) + i]));
    }

    public static IEnumerable<object[]> Damages() =>
        from target in _names51
        from damage in _damages.Keys
        select new object[] { target, damage };

    static readonly Dictionary<string, (Func<byte[], byte[]> Damage, string Error)> _damages = new()
    {
        ["no file"] = (_ => null!, "LFS image file not found"),
        ["small"] = (file => file[..200], "read error on LFS image file"),
        ["cut"] = (file => file[..^30], "read error on LFS image file"),
        ["no gzip"] = (file => With(file, 0, 0), "read error on LFS image file"),
        ["too large a file"] = (_ => new byte[3 << 20], "read error on LFS image file"),
        ["version"] = (file => Pack(file, c => c[1] = 0xA2), "Incorrect LFS header version"),
        ["build"] = (file => Pack(file, c => c[0] ^= 4), "Incorrect LFS build type"),
        ["signature"] = (file => Pack(file, c => c[3] ^= 1), "incorrect LFS header signature"),
        ["in progress"] = (file => Pack(file, c => c[0] |= 8), "incorrect LFS header signature"),
        ["size"] = (file => Pack(file, c => c[6] = 4), "LFS Image too big for configured LFS region"),
        ["odd size"] = (file => Pack(file, c => c[4]++), "LFS length mismatch"),
        ["small size"] = (file => Pack(file, c => c[5] = 0), "LFS length mismatch"),
        ["crc"] = (file => With(file, file.Length - 8, (byte)~file[^8]), "checksum error on LFS image file"),
        ["content"] = (file => Pack(file, c => c[40] ^= 0x40), "LFS image is damaged: "),
        ["pointer"] = (file => Pack(file, c => c[8] ^= 0x10), "LFS image is damaged: "),
        ["relocation"] = (file => Pack(file, c => c[^1] ^= 0x80), "LFS image is damaged: "),
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_file_is_refused_by_name_and_nothing_changes(string target, string damage)
    {
        byte[] file = _damages[damage].Damage(Devices.Image(target, ("@m.lua", "return 'new', 'and', 'longer', 'text'")));
        using LfsDevice device = Boot(target, file);
        device.Run("KEEP = node.LFS.reload KEEP('lfs.img')");
        device.Collect();
        byte[] flash = device.Machine.Flash.ContentHash();
        (uint lua, uint heap) = (device.LuaBytesInUse, device.HeapBytesFree);

        LuaValue[] results = device.Run("return KEEP('lfs.img')");
        device.Collect();

        Assert.StartsWith(_damages[damage].Error, results[0].AsString(), StringComparison.Ordinal);
        Assert.Equal(flash, device.Machine.Flash.ContentHash());
        Assert.Equal((lua, heap), (device.LuaBytesInUse, device.HeapBytesFree));
        Assert.Equal("old", device.CallModule("m")[0].AsString());
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [InlineData("5.1", "5.1-int", "Incorrect LFS build type")]
    [InlineData("5.1-int", "5.1", "Incorrect LFS build type")]
    [InlineData("5.1", "5.3", "read error on LFS image file")]
    public void An_image_of_another_build_is_refused_in_5_1(string target, string other, string error)
    {
        using LfsDevice device = Boot(target, Devices.Image(other, ("@m.lua", "return 'new'")));

        Assert.Equal(error, Reload(device)[0].AsString());
    }

    [Fact]
    public void Any_gzip_member_with_a_small_window_can_be_loaded_and_one_with_a_large_window_is_refused()
    {
        byte[] content = Unpack(Devices.Image("5.1", ("@m.lua", "return 'new'")));
        byte[] large = Unpack(Devices.Image("5.1", ("@m.lua", "return {" + string.Concat(
            Enumerable.Range(0, 3000).Select(i => $"'{i * 7919 % 100003:x}word{i}',")) + "}, 'new'")));
        using LfsDevice stored = Boot("5.1", GZip(content, CompressionLevel.NoCompression));
        using LfsDevice dynamic = Boot("5.1", GZip(content, CompressionLevel.SmallestSize));
        using LfsDevice far = Boot("5.1", GZip(large, CompressionLevel.SmallestSize));

        Assert.Equal("invalid dictionary offset on inflate", Reload(far)[0].AsString());
        foreach (LfsDevice device in new[] { stored, dynamic })
        {
            LuaValue[] results = Reload(device);
            Assert.Empty(results);
            Assert.Equal("new", device.CallModule("m")[0].AsString());
        }
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void The_peak_of_a_reload_is_that_of_the_reference(string target)
    {
        const uint Reference = 25 * 1024;
        byte[] file = Devices.Image(target, ("@m.lua", "return {" + string.Concat(
            Enumerable.Range(0, 2000).Select(i => $"'word{i}',")) + "}, 'new'"));
        byte[] damaged = With(file, file.Length - 8, (byte)~file[^8]);
        using LfsDevice device = Boot(target, damaged);
        device.Run("KEEP = node.LFS.reload");
        device.Collect();
        uint before = device.Machine.Heap.BytesUsed;

        Assert.Equal("checksum error on LFS image file", device.Run("return KEEP('lfs.img')")[0].AsString());

        uint peak = device.Machine.Heap.HighWater - before;
        output.WriteLine($"{target}: a reload takes {peak} bytes of heap");
        Assert.InRange(peak, Reference - 2048, Reference + 1024);
    }

    [Theory]
    [InlineData("5.3", "strings")]
    [InlineData("5.3-64", "strings")]
    [InlineData("5.3", "code")]
    [InlineData("5.3-64", "code")]
    public void The_peak_of_a_reload_in_the_boot_of_5_3_is_that_of_the_reference(string target, string what)
    {
        string source = what == "strings"
            ? "return {" + string.Concat(Enumerable.Range(0, 600).Select(i => $"'word{i}',")) + "}"
            : "local a = 1 return function() return function() " + string.Concat(Enumerable.Repeat("a = -a ", 1000)) + "end end";
        byte[] file = Devices.Image(target, ("@m.lua", source), ("@new.lua", "return 'new'"));
        uint expected = PeakOf53(file, what);
        // It is refused for its size, after the memory has been taken.
        using LfsDevice device = LfsDevice.Boot(Options(target, file) with { LfsBytes = 8192 });
        uint overhead = device.Machine.Heap.BytesFree + device.Machine.Heap.BytesUsed;
        overhead = LfsDeviceOptions.DeviceHeapBytes - overhead;

        Reload(device);

        output.Print(
            $"reload-ram-{target}-{what}", $"{target}: a reload of {what} takes {device.Machine.Heap.HighWater} bytes of heap in the boot");
        Assert.Equal(expected, device.Machine.Heap.HighWater);
        Assert.InRange(expected, 8u * 1024, 25u * 1024);
        Assert.Equal("LFS image loaded\n", Loads(expected + overhead));
        Assert.Equal("not enough memory\nLFS image loaded\n", Loads(expected + overhead - 8));

        string Loads(uint heapBytes)
        {
            using MemoryStream console = new();
            using LfsDevice tight = LfsDevice.Boot(
                Options(target, file) with { Output = console, HeapBytes = heapBytes });
            console.SetLength(0);
            Reload(tight);
            Assert.Equal(heapBytes == expected + overhead, tight.LfsBytesUsed > 8192);
            return Encoding.ASCII.GetString(console.ToArray());
        }
    }

    /// <summary>lua53/lundump.c: the loader's state and buffers, a pointer to each string, and then first the
    /// longest string and the hash vector, later functions, of which one is in the other, and code.</summary>
    static uint PeakOf53(byte[] file, string what)
    {
        LfsImage image = LfsImage.Read(file).Image!;
        ImageContents contents = image.ReadContents();
        int always = Block(112 + 4096 + 4096) + Block((contents.Strings.Count + 1) * 4);
        if (what == "strings")
            return (uint)(always + Block(17 + contents.Strings.Max(s => s.Text.Length)) + Block(image.Header53.RoSize * 4));
        Proto inmost = contents.Modules[0].Main.Protos[0].Protos[0];
        return (uint)(always + Block(2 * 4) + 2 * (Block(76) + Block(4)) + Block(76) + Block(inmost.Code.Length * 4));

        static int Block(int bytes) => Math.Max(24, (bytes + 16 + 7) / 8 * 8);
    }

    [Fact]
    public void Too_little_memory_is_told_and_nothing_changes()
    {
        using LfsDevice device = LfsDevice.Boot(
            Options("5.1", Devices.Image("5.1", ("@m.lua", "return 'new'"))) with { HeapBytes = 24 * 1024 });

        Assert.Equal("Memory allocation error", Reload(device)[0].AsString());
        Assert.Equal("old", device.CallModule("m")[0].AsString());
        Assert.Null(device.State.FindFault());
    }

    public static IEnumerable<object[]> Damages53() =>
        from target in _names53
        from damage in _damages53.Keys
        select new object[] { target, damage };

    static readonly Dictionary<string, (Func<byte[], byte[]> Damage, string Error)> _damages53 = new()
    {
        ["no file"] = (_ => null!, "cannot open lfs.img"),
        ["empty"] = (_ => [], "(null): invalid header in precompiled chunk"),
        ["no chunk"] = (_ => "return 1"u8.ToArray(), "(null): invalid header in precompiled chunk"),
        ["signature"] = (file => With(file, 2, 0), "(null): not a precompiled chunk"),
        ["version"] = (file => With(file, 4, 0x52), "(null): version mismatch in precompiled chunk"),
        ["format"] = (file => With(file, 5, 0x0A), "(null): format mismatch in precompiled chunk"),
        ["data"] = (file => With(file, 6, 0), "(null): corrupted precompiled chunk"),
        ["integer"] = (file => With(file, 12, 8), "(null): int size mismatch in precompiled chunk"),
        ["cut"] = (file => file[..^5], "(null): truncated precompiled chunk"),
        ["longer"] = (file => [.. file, 0], "LFS image is damaged: "),
        ["too large a file"] = (_ => new byte[3 << 20], "LFS Image too big for configured LFS region"),
    };

    [Theory]
    [MemberData(nameof(Damages53))]
    public void A_damaged_file_is_refused_by_the_boot_of_5_3_and_the_old_image_stays(string target, string damage)
    {
        using MemoryStream console = new();
        byte[] file = _damages53[damage].Damage(Devices.Image(target, ("@m.lua", "return 'new'")));
        using LfsDevice device = Boot(target, file, console);
        byte[] region = ContentOf(device);
        console.SetLength(0);

        Assert.Empty(Reload(device));

        string said = Encoding.ASCII.GetString(console.ToArray());
        Assert.StartsWith(_damages53[damage].Error, said, StringComparison.Ordinal);
        Assert.Equal("old", device.CallModule("m")[0].AsString());
        Assert.Equal(region, ContentOf(device));
        Assert.Null(new RebootConfig(device.Machine.Flash).Read(RebootRecord.LfsImage));
        console.SetLength(0);
        device.Restart();
        Assert.Equal("LFS image loaded\n", Encoding.ASCII.GetString(console.ToArray()));
    }

    [Theory]
    [InlineData("5.3", "5.3-64")]
    [InlineData("5.3-64", "5.3")]
    [InlineData("5.3", "5.1")]
    public void An_image_of_another_build_is_refused_in_5_3(string target, string other)
    {
        using MemoryStream console = new();
        using LfsDevice device = Boot(target, Devices.Image(other, ("@m.lua", "return 'new'")), console);
        console.SetLength(0);

        Reload(device);

        string wanted = other == "5.1" ? "(null): invalid header in precompiled chunk"
            : $"The image is built for {other}, the device runs {target}.";
        Assert.StartsWith(wanted, Encoding.ASCII.GetString(console.ToArray()), StringComparison.Ordinal);
        Assert.Equal("old", device.CallModule("m")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_image_larger_than_its_region_is_refused(string target)
    {
        using MemoryStream console = new();
        byte[] file = Devices.Image(target, ("@m.lua", "return {" + string.Concat(
            Enumerable.Range(0, 400).Select(i => $"'word{i}',")) + "}"));
        using LfsDevice device = LfsDevice.Boot(Options(target, file) with { LfsBytes = 8192, Output = console });
        byte[] region = ContentOf(device);
        console.SetLength(0);

        LuaValue[] results = Reload(device);

        string said = results.Length > 0 ? results[0].AsString() : Encoding.ASCII.GetString(console.ToArray());
        Assert.Matches("^(LFS Image too big for configured LFS region|The image has [0-9]+ bytes, its region only 8192)", said);
        Assert.Equal(region, ContentOf(device));
    }

    [Fact]
    public void The_deprecated_name_says_so()
    {
        using MemoryStream console = new();
        using LfsDevice device = Boot("5.1", null!, console);
        console.SetLength(0);

        Assert.Equal("LFS image file not found", device.Run("return node.flashreload()")[0].AsString());
        Assert.Equal(
            "Warning, deprecated API! node.flashreload. It will be removed soon. Use node.LFS interface instead. "
            + "See documentation for details.\n", Encoding.ASCII.GetString(console.ToArray()));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_device_without_a_region_loads_nothing(string target)
    {
        using LfsDevice device = LfsDevice.Boot(
            Options(target, Devices.Image(target, ("@m.lua", "return 1"))) with { Image = null, LfsBytes = 0 });

        Assert.Equal("No LFS partition allocated", Reload(device)[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Two_regions_take_turns(string target)
    {
        using LfsDevice device = LfsDevice.Boot(Options(target, null!) with
        {
            KeepsOldImage = true,
            LfsBytes = 0x10000,
        });
        List<double> bases = [];

        for (int i = 0; i < 4; i++)
        {
            bases.Add(device.Run("return node.LFS.config.lfs_base")[0].AsNumber());
            device.Files.Write("lfs.img", Devices.Image(target, ("@m.lua", $"return 'image {i}'")));
            Reload(device);
            Assert.Equal($"image {i}", device.CallModule("m")[0].AsString());
        }

        Assert.Equal([Region, Region + 0x10000, Region, Region + 0x10000], bases);
        Assert.Equal(Region, device.Run("return node.getpartitiontable().lfs_addr")[0].AsNumber());
        using LfsDevice again = LfsDevice.FromFlash(device.Flash);
        Assert.Equal("image 3", again.CallModule("m")[0].AsString());
    }

    [Fact]
    public void An_application_is_loaded_beside_its_System_image()
    {
        using LfsDevice device = LfsDevice.Boot(Options("5.3", Devices.Image(
            "5.3", ("@m.lua", "return 'new application'"))) with
        {
            SystemImage = Devices.Image("5.3", ("@sys.lua", "return 'system'")),
        });

        Reload(device);

        Assert.Equal("system", device.CallModule("sys")[0].AsString());
        Assert.Equal("new application", device.CallModule("m")[0].AsString());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_host_that_cannot_give_the_file_is_an_error_of_the_program_or_a_refusal(string target)
    {
        byte[] image = Devices.Image(target, ("@m.lua", "return 'new'"));
        int callsLeft = int.MaxValue;
        using MemoryStream console = new();
        using LfsDevice device = LfsDevice.Boot(Options(target, null!) with
        {
            HostFiles = _ => callsLeft-- > 0 ? image : throw new FileLoadException("the host is tired"),
            Output = console,
        });
        console.SetLength(0);

        // 5.1 asks once, in the program; 5.3 in the program and in the boot.
        callsLeft = 0;
        LuaException error = Assert.Throws<LuaException>(() => Reload(device));
        callsLeft = 1;
        Reload(device);

        Assert.Contains("the host is tired", error.Message, StringComparison.Ordinal);
        bool is51 = target.StartsWith("5.1", StringComparison.Ordinal);
        if (!is51)
        {
            Assert.StartsWith(
                "cannot open lfs.img: the host is tired\n", Encoding.ASCII.GetString(console.ToArray()), StringComparison.Ordinal);
        }
        Assert.Equal(is51 ? "new" : "old", device.CallModule("m")[0].AsString());
        Assert.Null(device.State.FindFault());
    }

    /// <summary>5.3 asks the module file whether there is a file; here it always says so.</summary>
    static LuaValue[] Reload(LfsDevice device) => device.Run(
        "file = {exists = function() return true end} return node.LFS.reload('lfs.img')");

    static LfsDevice Boot(string target, byte[] file, Stream? console = null) =>
        LfsDevice.Boot(Options(target, file) with { Output = console });

    static LfsDeviceOptions Options(string target, byte[] file) => new()
    {
        TargetName = target,
        FlashBytes = 16 << 20,
        Image = Devices.Image(target, ("@m.lua", "return 'old'")),
        Files = file is null ? [] : new Dictionary<string, byte[]> { ["lfs.img"] = file },
    };

    static byte[] ContentOf(LfsDevice device)
    {
        byte[] region = new byte[device.LfsBytesUsed];
        device.Machine.Flash.Read(new FlashOffset(Region), region);
        return region;
    }

    /// <summary>What the reference's loader leaves: the placed words, with the signature of the
    /// file.</summary>
    static byte[] RegionOf(byte[] file, LfsDevice device)
    {
        LfsImage image = LfsImage.Read(file).Image!;
        byte[] region = [.. image.ToAbsolute(Esp8266.MemoryMap.Irom0Start + Region).Region];
        image.Region.AsSpan(0, 4).CopyTo(region);
        Assert.Equal(region.Length, (int)device.LfsBytesUsed);
        return region;
    }

    static byte[] With(byte[] file, int at, byte value)
    {
        byte[] changed = [.. file];
        changed[at] = value;
        return changed;
    }

    static byte[] Pack(byte[] file, Action<byte[]> change)
    {
        byte[] content = Unpack(file);
        change(content);
        return Deflate.Gzip(content);
    }

    static byte[] Unpack(byte[] file)
    {
        using GZipStream stream = new(new MemoryStream(file), CompressionMode.Decompress);
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }

    static byte[] GZip(byte[] content, CompressionLevel level)
    {
        using MemoryStream file = new();
        using (GZipStream stream = new(file, level))
            stream.Write(content);
        return file.ToArray();
    }
}
