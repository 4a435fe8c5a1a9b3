using System.Diagnostics;
using System.Globalization;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>A power failure at any moment of a reload leaves the old image, the new one, or none; of other changes
/// the old state or the new one (R1 to R4 of the reliability table).</summary>
public abstract class PowerCutTests(ITestOutputHelper output)
{
    /// <summary>A number of times as many states: with 30, a million second cuts.</summary>
    static readonly int _factor = int.Parse(
        Environment.GetEnvironmentVariable("LFS_POWER_CUTS") ?? "1", CultureInfo.InvariantCulture);

    protected void A_reload_leaves_old_new_or_empty(string target, long states)
    {
        bool is51 = target.StartsWith("5.1", StringComparison.Ordinal);
        int seedsFor100000 = is51 ? 780 : 1900;
        PowerCutReport report = Report("reload", target, Reload, Options(target), new PowerCutOptions
        {
            Outcome = Version,
            Seeds = (int)(seedsFor100000 * states / 100_000 + 20) * _factor,
        });

        report.RequireOnly("old", "new", "empty");
        Assert.Equal("new", report.Uncut);
        Assert.True(report.DistinctStates >= states * _factor, $"{report.DistinctStates} states are too few");
    }

    protected void A_second_cut_in_the_boot_changes_nothing_about_it(string target)
    {
        PowerCutReport report = Report("reload, cut twice", target, Reload, Options(target), new PowerCutOptions
        {
            Outcome = Version,
            Seeds = 1 + _factor / 5,
            SecondSeeds = _factor,
        });

        report.RequireOnly("old", "new", "empty");
    }

    protected void Two_regions_leave_old_or_new(string target)
    {
        PowerCutReport report = Report("reload of two regions", target, Reload, Options(target) with
        {
            KeepsOldImage = true,
            LfsBytes = 0x8000,
        }, new PowerCutOptions { Outcome = Version, Seeds = 1 + _factor / 5, SecondSeeds = _factor });

        report.RequireOnly("old", "new");
        Assert.Equal("new", report.Uncut);
    }

    protected void A_partition_table_is_old_or_new(string target)
    {
        const string Table = """
            local p = node.getpartitiontable()
            return ('%x %x %x %x'):format(p.lfs_addr, p.lfs_size, p.spiffs_addr, p.spiffs_size)
            """;
        PowerCutReport report = Report(
            "partition table", target, device => device.Run("node.setpartitiontable{lfs_size = 0x20000}"),
            Options(target) with { SpiffsBytes = 0x10000, SpiffsOffset = 0xD6000 },
            new PowerCutOptions
            {
                Outcome = device => device.Run(Table)[0].AsString(),
                Seeds = 50 * _factor,
                SecondSeeds = 10,
            });

        report.RequireOnly("96000 40000 d6000 10000", "96000 20000 d6000 10000");
        Assert.Equal(2, report.Outcomes.Count);
    }

    PowerCutReport Report(
        string what, string target, Action<LfsDevice> update, LfsDeviceOptions device, PowerCutOptions options)
    {
        Stopwatch clock = Stopwatch.StartNew();
        PowerCutReport report = PowerCut.ForEvery(update, options with { Device = device, FreshEvery = 101 });
        output.Print($"power-cut-{what}-{target}".Replace(' ', '-'), string.Create(
            CultureInfo.InvariantCulture,
            $"power cuts, {target}, {what}: {report.DistinctStates} distinct states, "
                + $"{string.Join(", ", report.Outcomes.Select(one => $"{one.Value} {one.Key}"))}"));
        output.WriteLine($"{clock.ElapsedMilliseconds} ms\n{report}");
        return report;
    }

    static void Reload(LfsDevice device) => device.Run(
        "file = {exists = function() return true end} return node.LFS.reload('lfs.img')");

    static string Version(LfsDevice device) =>
        device.LfsBytesUsed == 0 ? "empty" : device.CallModule("version")[0].AsString();

    static string Long(bool isLong) => "return {" + string.Concat(
        Enumerable.Range(0, isLong ? 150 : 1).Select(i => $"'word {i}',")) + "}";

    static LfsDeviceOptions Options(string target) => new()
    {
        TargetName = target,
        FlashBytes = 1 << 20,
        Image = Devices.Image(target, ("@version.lua", "return 'old'"), ("@more.lua", "return 'more', 'strings'")),
        Files = new Dictionary<string, byte[]>
        {
            // A longer image has more operations. The boot of 5.3 loads it for each state, so a short one is used.
            ["lfs.img"] = Devices.Image(
                target, ("@version.lua", "return 'new'"), ("@long.lua", Long(target.StartsWith("5.1", StringComparison.Ordinal)))),
        },
        EmergencyCollection = false,
    };
}

/// <summary><see cref="PowerCutTests"/> of Lua 5.1.</summary>
public sealed class PowerCut51Tests(ITestOutputHelper output) : PowerCutTests(output)
{
    [Theory]
    [InlineData("5.1", 100_000)]
    [InlineData("5.1-int", 5_000)]
    public void A_reload_of_5_1_leaves_old_new_or_empty(string target, long states) =>
        A_reload_leaves_old_new_or_empty(target, states);

    [Theory]
    [InlineData("5.1")]
    public void A_second_cut_of_5_1(string target) => A_second_cut_in_the_boot_changes_nothing_about_it(target);

    [Theory]
    [InlineData("5.1")]
    public void Two_regions_of_5_1_leave_old_or_new(string target) => Two_regions_leave_old_or_new(target);

    [Theory]
    [InlineData("5.1")]
    public void A_partition_table_of_5_1_is_old_or_new(string target) => A_partition_table_is_old_or_new(target);
}

/// <summary><see cref="PowerCutTests"/> of Lua 5.3.</summary>
public sealed class PowerCut53Tests(ITestOutputHelper output) : PowerCutTests(output)
{
    [Theory]
    [InlineData("5.3", 100_000)]
    [InlineData("5.3-64", 5_000)]
    public void A_reload_of_5_3_leaves_old_new_or_empty(string target, long states) =>
        A_reload_leaves_old_new_or_empty(target, states);

    [Theory]
    [InlineData("5.3")]
    public void A_second_cut_of_5_3(string target) => A_second_cut_in_the_boot_changes_nothing_about_it(target);

    [Theory]
    [InlineData("5.3")]
    public void Two_regions_of_5_3_leave_old_or_new(string target) => Two_regions_leave_old_or_new(target);

    [Theory]
    [InlineData("5.3")]
    public void A_partition_table_of_5_3_is_old_or_new(string target) => A_partition_table_is_old_or_new(target);
}
