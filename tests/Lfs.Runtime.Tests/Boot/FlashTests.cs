using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Runtime;
using Lfs.Runtime.Flash;

namespace Lfs.Tests;

/// <summary>What a device is lies in its flash, and nowhere else.</summary>
public sealed class FlashTests
{
    const RebootRecord StartOptions = (RebootRecord)6;

    public static IEnumerable<object[]> Targets() => MountTests.Targets();

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_dump_boots_into_the_same_device(string target)
    {
        byte[] image = Devices.Image(target, ("@m.lua", "return 'from LFS'"));
        using LfsDevice first = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = image,
            LfsOffset = 0x80000,
            LfsBytes = 0x20000,
            SpiffsBytes = 0x40000,
            FlashBytes = 2 << 20,
        });
        byte[] dump = first.Flash;

        using LfsDevice second = LfsDevice.FromFlash(dump);

        Assert.Equal(dump, second.Flash);
        Assert.Equal("from LFS", second.CallModule("m")[0].AsString());
        const string Table = "local t = node.getpartitiontable() "
            + "return ('%x %x %x %x'):format(t.lfs_addr, t.lfs_size, t.spiffs_addr, t.spiffs_size)";
        Assert.Equal("80000 20000 100000 40000", second.Run(Table)[0].AsString());
        Assert.Equal(first.Run("return node.flashsize()")[0].AsNumber(), second.Run("return node.flashsize()")[0].AsNumber());
        Assert.Equal(target, second.State.Target.Name);
    }

    [Theory]
    [InlineData(true, true, "boolean function table")]
    [InlineData(true, false, "boolean function nil")]
    [InlineData(false, true, "nil nil table")]
    public void A_dump_says_which_libraries_the_firmware_has(bool host, bool node, string types)
    {
        using LfsDevice first = LfsDevice.Boot(new LfsDeviceOptions { HostLibraries = host, NodeLibrary = node });

        using LfsDevice second = LfsDevice.FromFlash(first.Flash);

        Assert.Equal(types, second.Run(
            "return type(os and true) .. ' ' .. type(io and io.open) .. ' ' .. type(node)")[0].AsString());
    }

    [Fact]
    public void A_dump_with_a_System_region_boots_with_both_images()
    {
        using LfsDevice first = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = "5.3",
            SystemImage = Devices.Image("5.3", ("@sys.lua", "return 'system'")),
            Image = Devices.Image("5.3", ("@app.lua", "return 'application'")),
        });

        using LfsDevice second = LfsDevice.FromFlash(first.Flash);

        Assert.Equal("system", second.CallModule("sys")[0].AsString());
        Assert.Equal("application", second.CallModule("app")[0].AsString());
    }

    [Fact]
    public void What_is_no_dump_of_a_device_is_refused()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        byte[] dump = device.Flash;
        byte[] otherName = [.. dump];
        otherName[9]++;
        byte[] otherFirmware = [.. dump];
        otherFirmware[0x12345] ^= 1;
        byte[] noTable = [.. dump];
        noTable.AsSpan(0x10000, 4096).Fill(0xFF);

        Assert.Contains("no firmware", Refusal<ArgumentException>([]), StringComparison.Ordinal);
        Assert.Contains("no firmware", Refusal<ArgumentException>(new byte[1 << 20]), StringComparison.Ordinal);
        Assert.Contains("no firmware", Refusal<ArgumentException>(otherName), StringComparison.Ordinal);
        Assert.Contains("power of two", Refusal<ArgumentException>(dump[..^4096]), StringComparison.Ordinal);
        Assert.Contains("power of two", Refusal<ArgumentException>(dump[..100]), StringComparison.Ordinal);
        Assert.Contains("0x12345", Refusal<LuaException>(otherFirmware), StringComparison.Ordinal);
        Assert.Contains("no partition table", Refusal<LuaException>(noTable), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LfsDevice.FromFlash(dump, new LfsDeviceOptions { Image = [1] }));
        Assert.Throws<ArgumentNullException>(() => LfsDevice.FromFlash(null!));
    }

    static string Refusal<T>(byte[] dump) where T : Exception =>
        Assert.ThrowsAny<T>(() => LfsDevice.FromFlash(dump).Dispose()).Message;

    [Fact]
    public void A_restart_reads_the_partition_table_again()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        RebootConfig config = new(device.Machine.Flash);
        byte[] table = config.Read(RebootRecord.PartitionTable)!;
        PartitionTable changed = PartitionChange.Apply(
            PartitionTable.FromBytes(table), [null, 0x1000, null, null, null, null], device.Machine.Flash.Bytes)!;

        config.Write(RebootRecord.PartitionTable, changed.ToBytes());
        Assert.Equal(0x40000, device.Run("return node.LFS.config.lfs_size")[0].AsNumber());
        device.Restart();

        Assert.Equal(0x1000, device.Run("return node.LFS.config.lfs_size")[0].AsNumber());
    }

    [Fact]
    public void A_power_loss_in_a_program_reaches_the_caller_and_the_device_is_on_again()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Machine.Flash.Faults = new FlashFaults(device.Machine.Flash.Operations + 1, TearModel.Before);

        Assert.Throws<PowerLoss>(() => device.Run("pcall(node.setpartitiontable, {lfs_size = 4096}) return 1"));

        Assert.Equal(ResetReason.PowerOn, device.Machine.LastReset.Reason);
        Assert.Equal(0x40000, device.Run("return node.LFS.config.lfs_size")[0].AsNumber());
    }

    [Fact]
    public void A_power_loss_in_the_boot_leaves_the_device_off_until_a_restart()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        FlashChip flash = device.Machine.Flash;
        // The record is valid, but not settled: the boot completes it, and is cut.
        flash.Faults = new FlashFaults(flash.Operations + 4, TearModel.Before);
        Assert.Throws<PowerLoss>(() => new RebootConfig(flash).Write(StartOptions, [1]));
        flash.PowerOn();
        flash.Faults = new FlashFaults(flash.Operations + 1, TearModel.Prefix);

        Assert.Throws<PowerLoss>(() => device.Restart());
        Assert.Throws<InvalidOperationException>(() => device.Run("return 1"));
        device.Restart();

        Assert.Equal(1, device.Run("return 1")[0].AsNumber());
        Assert.Equal([1, 0, 0, 0], new RebootConfig(flash).Read(StartOptions));
    }

    [Fact]
    public void Places_that_flash_does_not_have_are_refused()
    {
        LfsDeviceOptions usual = new();

        Refused("SPIFFS", usual with { SpiffsBytes = 0x1001 });
        Refused("SPIFFS", usual with { SpiffsOffset = 0x90000, SpiffsBytes = 0x1000 });
        Refused("SPIFFS", usual with { SpiffsOffset = 0x300000, SpiffsBytes = 0x100000 });
        Refused("SPIFFS", usual with { SpiffsOffset = 0x400000 });
        Refused("SDK", usual with { FlashBytes = 1 << 20, LfsOffset = 0x96000, LfsBytes = 0x6A000 });
        Refused("first megabyte", usual with { KeepsOldImage = true });
        Refused("KeepsOldImage", usual with { KeepsOldImage = true, LfsBytes = 0 });
        Refused("KeepsOldImage", usual with { KeepsOldImage = true, TargetName = "5.3", SystemBytes = 4096 });
    }

    /// <summary>What another tool, or a worn chip, may have left where boots look.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void A_dump_whose_records_were_changed_boots_or_is_refused_by_name(string target)
    {
        const int Cases = 400;
        using LfsDevice original = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = Devices.Image(target, ("@m.lua", "return 'from LFS'")),
            FlashBytes = 1 << 20,
            LfsBytes = 0x8000,
            KeepsOldImage = true,
        });
        byte[] dump = original.Flash;
        int booted = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            Random random = new(seed);
            byte[] changed = [.. dump];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                // The header of the firmware, the journal, or, most often, the records; sometimes whole words.
                int at = random.Next(8) switch { 0 => 0, 1 => 0xB000, _ => 0x10000 } + random.Next(random.Next(2) == 0 ? 24 : 200);
                changed[at] = (byte)(random.Next(3) switch { 0 => random.Next(256), 1 => 0, _ => changed[at] ^ (1 << random.Next(8)) });
                if (random.Next(4) == 0)
                    random.NextBytes(changed.AsSpan(at & ~3, 4));
            }
            try
            {
                using LfsDevice device = LfsDevice.FromFlash(changed, new LfsDeviceOptions
                {
                    Files = new Dictionary<string, byte[]> { ["lfs.img"] = Devices.Image(target, ("@m.lua", "return 'new'")) },
                });
                device.Run("file = {exists = function() return true end} node.LFS.reload('lfs.img')");
                device.Run("pcall(node.setpartitiontable, node.getpartitiontable())");
                Assert.Equal(1, device.Run("return 1")[0].AsNumber());
                Assert.Equal(0, device.Machine.Flash.Violations);
                booted++;
            }
            catch (Exception exception) when (exception is ArgumentException
                or LuaException { Kind: LuaErrorKind.Fault, InnerException: null })
            {
                Assert.Matches("firmware|partition", exception.Message);
            }
        }
        Assert.InRange(booted, Cases / 10, Cases - 1);
    }

    static void Refused(string message, LfsDeviceOptions options) => Assert.Contains(
        message, Assert.ThrowsAny<ArgumentException>(() => LfsDevice.Boot(options)).Message, StringComparison.Ordinal);
}
