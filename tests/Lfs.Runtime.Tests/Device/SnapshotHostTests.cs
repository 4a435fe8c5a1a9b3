using CsCheck;
using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>What of a snapshot concerns its host: functions, handles, options, and bytes that it does not
/// trust.</summary>
public sealed class SnapshotHostTests
{
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3-64")]
    public void Functions_of_the_host_are_registered_again_by_name(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.Register("first", _ => [1]);
        device.Register("second", arguments => [arguments[0].AsNumber() + 1]);
        device.Run("kept = second second = nil t = { f = first }");
        using LfsDevice restored = LfsDevice.Restore(device.Save());

        LuaException missing = Assert.Throws<LuaException>(() => restored.Run("return kept(41)"));
        Assert.Contains("the host has not registered 'second'", missing.Message, StringComparison.Ordinal);
        restored.Register("second", arguments => [arguments[0].AsNumber() * 2]);

        Assert.Equal(82, restored.Run("return kept(41)")[0].AsNumber());
        Assert.Equal(LuaKind.Nil, restored["second"].Kind);
        Assert.False(restored.Run("return pcall(t.f)")[0].AsBoolean());
        Assert.Equal(
            device.Run("return tostring(kept)")[0].AsString(), restored.Run("return tostring(kept)")[0].AsString());
        restored.Restart();
        Assert.Equal(84, restored.Run("return second(42)")[0].AsNumber());
        Assert.False(restored.Run("return pcall(first)")[0].AsBoolean());
        restored.Register("first", _ => [3]);
        Assert.Equal(3, restored.Run("return first()")[0].AsNumber());
    }

    [Fact]
    public void A_restored_device_does_not_keep_what_handles_keep()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = "5.3" });
        LuaValue[] handles = device.Run("return setmetatable({}, { __gc = function() ended = true end }), {}");
        using LfsDevice restored = LfsDevice.Restore(device.Save());

        device.Collect();
        restored.Collect();

        Assert.Equal(LuaKind.Nil, device["ended"].Kind);
        Assert.True(restored["ended"].AsBoolean());
        Assert.Throws<InvalidOperationException>(() => restored["x"] = handles[0]);
        using LuaObject other = restored.Run("return { 5 }")[0].AsObject();
        Assert.Equal(5, other[1].AsNumber());
        Assert.Equal(0, handles[0].AsObject().Length);
    }

    [Fact]
    public void A_budget_goes_on()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.SetBudget(100_000);
        device.Run("for i = 1, 1000 do end");
        using LfsDevice restored = LfsDevice.Restore(device.Save());

        Assert.Equal(device.BudgetLeft, restored.BudgetLeft);
        LuaException error = Assert.Throws<LuaException>(() => restored.Run("while true do end"));
        Assert.Equal(LuaErrorKind.Budget, error.Kind);
    }

    [Fact]
    public void The_options_of_the_device_come_from_the_snapshot()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = "5.3",
            HeapBytes = 1 << 20,
            FlashBytes = 1 << 20,
            ChipId = 77,
            Startup = true,
        });
        device.RunUntilIdle();
        using LfsDevice restored = LfsDevice.Restore(device.Save(), new LfsDeviceOptions
        {
            HostFiles = name => name == "x.lua" ? "return 'x'"u8.ToArray() : null,
        });

        Assert.Equal(device.HeapBytesFree, restored.HeapBytesFree);
        Assert.Equal(77, restored.Run("return node.chipid()")[0].AsNumber());
        Assert.Equal(1u << 20, restored.Machine.Flash.Bytes);
        Assert.Equal("x", restored.Run("return dofile('x.lua')")[0].AsString());
        restored.Restart();
        Assert.True(restored.HasPending);
    }

    [Fact]
    public void What_cannot_be_saved_is_refused()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        Exception? inside = null;
        device.Register("save", _ =>
        {
            inside = Record.Exception(device.Save);
            return [];
        });
        device.Run("save()");
        Assert.Contains("while Lua runs",
            Assert.IsType<InvalidOperationException>(inside).Message, StringComparison.Ordinal);

        using LfsDevice host = LfsDevice.Boot(new LfsDeviceOptions { HostLibraries = true });
        Assert.Contains("HostLibraries",
            Assert.Throws<InvalidOperationException>(host.Save).Message, StringComparison.Ordinal);
        Assert.Equal(2, host.Run("return 2")[0].AsNumber());

        device.Machine.Flash.EraseSector(new(0x11000));
        Assert.Throws<LuaException>(() => device.Restart());
        Assert.Contains("it is off",
            Assert.Throws<InvalidOperationException>(device.Save).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => LfsDevice.Restore(Small(), new LfsDeviceOptions { Image = [] }));
    }

    static LfsSnapshot Small(string target = "5.1")
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target, FlashBytes = 1 << 20 });
        device.Run("t = {} for i = 1, 50 do t[i] = { i, 'text' .. i } end tmr.create():alarm(5, 1, function() end)");
        return device.Save();
    }

    [Fact]
    public void Another_version_of_the_library_is_refused_by_name()
    {
        byte[] content = [.. Small().Content];
        content[content.AsSpan().IndexOf("Lfs 0"u8) + 4]++;

        LfsSnapshotException error =
            Assert.Throws<LfsSnapshotException>(() => LfsDevice.Restore(new LfsSnapshot(content)));
        Assert.Contains("Restore it with the library that made it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        LfsSnapshot snapshot = Small();
        byte[] bytes = snapshot.ToBytes();

        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte[1, 255], Gen.Int[0, 3]).Sample(
            (at, change, kind) =>
            {
                byte[] mutant = kind == 3 ? bytes[..at] : [.. bytes];
                if (kind < 3)
                    mutant[at] ^= change;
                LfsSnapshot? read = null;
                try
                {
                    read = LfsSnapshot.FromBytes(mutant);
                }
                catch (LfsSnapshotException)
                {
                }
                // Bits after the end of the deflated stream carry nothing.
                return read is null || read.Content.AsSpan().SequenceEqual(snapshot.Content);
            },
            iter: 2000);
    }

    /// <summary>The checksum keeps accidents away. What passes it may still be made by hand.</summary>
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Forged_content_is_refused_or_restored_but_ends_nothing(string target)
    {
        byte[] content = Small(target).Content;
        int refused = 0;

        Gen.Select(Gen.Int[0, content.Length - 1], Gen.Byte[1, 255]).Sample(
            (at, change) =>
            {
                byte[] mutant = [.. content];
                mutant[at] ^= change;
                try
                {
                    LfsDevice.Restore(new LfsSnapshot(mutant)).Dispose();
                }
                catch (LfsSnapshotException)
                {
                    Interlocked.Increment(ref refused);
                }
            },
            iter: 500, threads: 1);

        Assert.True(refused > 0);
    }
}
