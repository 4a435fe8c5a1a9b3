using System.Globalization;
using Esp8266.Flash;
using Lfs.Compiler.Bytecode;
using Lfs.Compiler.Image;
using Lfs.Runtime.Flash;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>
/// The loaders of the reference, and ours without one of its steps, under power failures. A boot that trusts a valid
/// signature, as the reference's does, must find what they leave; it finds nothing in what our loader leaves.
/// </summary>
public sealed class BadLoaderTests(ITestOutputHelper output)
{
    const uint RegionBytes = 0x4000;
    static readonly FlashOffset _region = new(0x20000);

    sealed record Images(LuaTarget Target, byte[] Old, byte[] New);

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void Our_loader_leaves_nothing_that_a_trusting_boot_would_run_by_mistake(string target)
    {
        (int states, int failures) = Count("our loader", ImagesOf(target), (flash, images) =>
        {
            LfsRegion region = new(flash, "LFS image", new Partition(PartitionType.Lfs0, _region, RegionBytes),
                images.Target, RebootRecord.Checksum, []);
            Assert.True(new RegionLoad(flash, new RebootConfig(flash), region).TryWrite(images.New));
        });

        Assert.True(states > 1000);
        Assert.Equal(0, failures);
    }

    /// <summary>Source: lua53/lnodemcu.c: all sectors are erased, and the header comes last in one piece, its
    /// signature first.</summary>
    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_loader_of_5_3_is_caught(string target) => Assert.NotEqual(0, Count(
        "the reference's loader of 5.3", ImagesOf(target), (flash, images) =>
        {
            const int HeaderBytes = 48;
            Erase(flash, RegionBytes);
            for (int at = HeaderBytes; at < images.New.Length; at += 4096)
                flash.Program(_region + (uint)at, images.New.AsSpan(at, Math.Min(4096, images.New.Length - at)));
            flash.Program(_region, images.New.AsSpan(0, HeaderBytes));
        }).Failures);

    /// <summary>Source: lflash.c, procSecondPass: there is a bit for an unfinished load, but the old signature is
    /// valid while its sector is erased.</summary>
    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    public void The_loader_of_5_1_is_caught(string target) => Assert.NotEqual(0, Count(
        "the reference's loader of 5.1", ImagesOf(target), (flash, images) =>
        {
            Erase(flash, (uint)images.New.Length);
            byte[] unfinished = [.. images.New];
            unfinished[0] |= (byte)Signature.InProgress;
            flash.Program(_region, unfinished);
            flash.Program(_region, images.New.AsSpan(0, 4));
        }).Failures);

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_loader_without_a_bit_for_an_unfinished_load_is_caught(string target) => Assert.NotEqual(0, Count(
        "a loader without the bit of an unfinished load", ImagesOf(target), (flash, images) =>
        {
            flash.Program(_region, new byte[4]);
            Erase(flash, (uint)images.New.Length);
            flash.Program(_region, images.New);
        }).Failures);

    (int States, int Failures) Count(string loader, Images images, Action<FlashChip, Images> load)
    {
        const int Seeds = 40;
        FlashChip flash = new(512 * 1024);
        flash.Program(_region, images.Old);
        List<FlashCall> calls = [];
        flash.Calls = calls;
        load(flash, images);
        flash.Calls = null;
        HashSet<string> seen = [];
        SortedDictionary<string, int> failures = new(StringComparer.Ordinal);
        foreach (FlashCall call in calls)
        {
            for (int operation = 1; operation <= call.Operations; operation++)
            {
                foreach (TearModel tear in Enum.GetValues<TearModel>())
                {
                    for (ulong seed = 0; seed < Seeds; seed++)
                    {
                        flash.PowerOn();
                        flash.Restore(call.Before);
                        flash.Faults = new FlashFaults(flash.Operations + operation, tear, seed);
                        Assert.Throws<PowerLoss>(() => call.Repeat(flash));
                        string what = $"{(call.Source is null ? "erase" : "program")}, {tear}";
                        bool isNew = seen.Add(Convert.ToHexString(flash.ContentHash()) + (tear == TearModel.WeakBits ? seed : ""));
                        if (isNew && RunsByMistake(flash, images))
                            failures[what] = failures.GetValueOrDefault(what) + 1;
                    }
                }
            }
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{images.Target.Name}, {loader}: {failures.Values.Sum()} of {seen.Count} states would be run by mistake"));
        foreach ((string what, int count) in failures)
            output.WriteLine($"  {count}: {what}");
        return (seen.Count, failures.Values.Sum());
    }

    /// <summary>The reference's boot trusts the signature. Then the image must be the old one or the new one.</summary>
    static bool RunsByMistake(FlashChip flash, Images images)
    {
        byte[] content = new byte[RegionBytes];
        flash.Read(_region, content);
        uint signature = BitConverter.ToUInt32(content);
        if (images.Target.Version == LuaVersion.Lua51)
            signature &= ~Signature.Absolute;
        if (signature != Signature.Of(images.Target))
            return false;
        // The bit of an absolute image makes no difference.
        return !content.AsSpan(4, images.Old.Length - 4).SequenceEqual(images.Old.AsSpan(4))
            && !content.AsSpan(4, images.New.Length - 4).SequenceEqual(images.New.AsSpan(4));
    }

    static void Erase(FlashChip flash, uint bytes)
    {
        for (uint at = 0; at < bytes; at += FlashChip.SectorSize)
            flash.EraseSector(_region + at);
    }

    static Images ImagesOf(string target)
    {
        byte[] Placed(string text) => LfsImage.Read(Devices.Image(target, ("@m.lua", text))).Image!
            .ToAbsolute(Esp8266.MemoryMap.Irom0Start + _region.Value).Region;
        return new Images(
            Devices.Target(target), Placed("return {" + string.Concat(
                Enumerable.Range(0, 100).Select(i => $"'old {i}',")) + "}"), Placed("return 'new'"));
    }
}
