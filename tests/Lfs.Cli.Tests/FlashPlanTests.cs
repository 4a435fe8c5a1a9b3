using CsCheck;
using Lfs.Compiler.Flash;
using Lfs.Runtime;

namespace Lfs.Cli.Tests;

/// <summary>The plan of a flash, against the device that has to accept it.</summary>
public class FlashPlanTests
{
    static readonly FlashNames Names = new("size", "lfs-addr", "lfs-size", "system-addr", "system-size", "spiffs-addr", "spiffs-size");

    static readonly Gen<uint> Place = Gen.Select(Gen.UInt[0, 0x210], Gen.UInt[0, 7]).Select((sector, rest) =>
        (sector << 12) + (rest == 0 ? 4u : 0));

    static readonly Gen<FlashRequest> Requests =
        Gen.Select(
            Gen.UInt[0, 2].Select(shift => 0x100000u << (int)shift), Place, Place, Place, Place, Gen.Select(Place, Place),
            Gen.Int[0, 63]).Select(
            (flash, lfs, lfsBytes, spiffs, spiffsBytes, system, given) => new FlashRequest
            {
                FlashBytes = flash,
                LfsStart = (given & 1) == 0 ? null : 0x40000 + lfs / 4 / 4096 * 4096,
                LfsBytes = lfsBytes / 3 / 4096 * 4096,
                SystemStart = (given & 1) == 0 ? null : 0x40000 + system.Item1 / 4 / 4096 * 4096,
                SystemBytes = (given & 48) != 0 ? 0 : system.Item2 / 8 / 4096 * 4096,
                SpiffsStart = (given & 4) == 0 ? null : spiffs * 2,
                SpiffsBytes = (given & 8) == 0 ? null : spiffsBytes * 2,
            });

    [Fact]
    public void A_device_accepts_every_plan_that_passes_the_check()
    {
        int accepted = 0, withSystem = 0;

        Requests.Sample(
            request =>
            {
                FlashPlan plan = FlashPlan.Of(request);
                if (plan.Check(Names) is not null)
                    return;
                Interlocked.Increment(ref accepted);
                bool hasSystem = plan.System.Bytes > 0;
                if (hasSystem)
                    Interlocked.Increment(ref withSystem);
                using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
                {
                    TargetName = hasSystem ? "5.3" : "5.1",
                    SystemOffset = hasSystem ? plan.System.Start : null,
                    SystemBytes = plan.System.Bytes,
                    FlashBytes = plan.FlashBytes,
                    LfsOffset = plan.Lfs.Start,
                    LfsBytes = plan.Lfs.Bytes,
                    SpiffsOffset = plan.Spiffs.Bytes == 0 ? null : plan.Spiffs.Start,
                    SpiffsBytes = plan.Spiffs.Bytes,
                });
                double[] table = [.. device.Run("""
                    local t = node.getpartitiontable()
                    return t.lfs_size, t.spiffs_addr, t.spiffs_size, t.system_addr or 0, t.system_size or 0
                    """).Select(value => value.AsNumber())];
                Assert.Equal(plan.Lfs.Bytes, table[0]);
                Assert.Equal(plan.Spiffs.Bytes, table[2]);
                Assert.Equal((hasSystem ? plan.System.Start : 0, plan.System.Bytes), (table[3], table[4]));
                if (plan.Spiffs.Bytes > 0)
                    Assert.Equal(plan.Spiffs.Start, table[1]);
            },
            iter: 500);

        Assert.True(accepted > 30 && withSystem > 5, $"only {accepted} plans passed, {withSystem} with a System region");
    }

    [Fact]
    public void The_defaults_are_those_of_the_firmware()
    {
        FlashPlan all = FlashPlan.Of(new FlashRequest { LfsBytes = 0x40000 });
        FlashPlan sized = FlashPlan.Of(new FlashRequest { LfsBytes = 0x10000, SpiffsBytes = 0x80000 });
        FlashPlan small = FlashPlan.Of(new FlashRequest
        {
            FlashBytes = 0x100000,
            FirmwareEnd = 0x80000,
            LfsBytes = 0x10000,
            SpiffsBytes = 0x10000,
        });

        Assert.Equal((0x96000u, 0xD6000u, 0x3FC000ul), (all.Lfs.Start, all.Spiffs.Start, all.Spiffs.End));
        Assert.Equal(0x100000u, sized.Spiffs.Start);
        Assert.Equal((0x80000u, 0x90000u), (small.Lfs.Start, small.Spiffs.Start));
        Assert.Equal(
            "node.setpartitiontable{lfs_addr = 0x80000, lfs_size = 0x10000, spiffs_addr = 0x90000, spiffs_size = 0x10000}",
            small.SetPartitionTable());
    }

    [Fact]
    public void Whatever_lies_at_the_place_of_the_table_is_read_without_an_exception()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        byte[] sector = device.Flash[0x10000..0x11000];
        Assert.NotNull(FirmwareTable.Find(sector, 0));
        FlashPlan plan = FlashPlan.Of(new FlashRequest { LfsBytes = 0x40000 });
        var change = Gen.Select(Gen.Int[0, 200], Gen.Byte);

        change.Array[1, 8].Sample(
            changes =>
            {
                byte[] mutant = [.. sector];
                foreach ((int at, byte value) in changes)
                    mutant[at] = value;
                if (FirmwareTable.Find(mutant, 0) is not { } table)
                    return;
                byte[]? patched = table.With(plan, out string? error);
                Assert.Equal(patched is null, error is not null);
                Assert.True(patched is null || FirmwareTable.Find(patched, 0) is not null);
            },
            iter: 20000);
    }
}
