using System.Diagnostics;
using System.Globalization;
using Esp8266.Flash;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary><see cref="PowerCut"/> as users have it, and reloads over a long time.</summary>
public sealed class UpdateTests(ITestOutputHelper output)
{
    /// <summary>An update that erases before it writes loses what it had.</summary>
    [Fact]
    public void An_update_that_can_lose_its_content_is_reported_with_operation_tear_and_outcome()
    {
        FlashOffset place = new(0x80000);
        PowerCutReport report = PowerCut.ForEvery(
            device =>
            {
                device.Machine.Flash.EraseSector(place);
                device.Machine.Flash.Program(place, "new"u8);
            },
            new PowerCutOptions { Device = new LfsDeviceOptions { FlashBytes = 1 << 20 }, Outcome = Content });

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => report.RequireOnly("\xFF\xFF\xFF", "new"));

        Assert.Equal("new", report.Uncut);
        Assert.Equal(2, report.Operations);
        Assert.Matches(
            @"^After a power failure at operation 2 \(program at 0x080000\), [A-Za-z]+ with seed [0-9]+ the device had the outcome '",
            error.Message);
        Assert.Equal(1, report.FirstOf("\xFF\xFF\xFF").Operation);
        Assert.Equal(report.DistinctStates, report.Outcomes.Values.Sum());
        Assert.Throws<ArgumentException>(() => report.FirstOf("none"));

        string Content(LfsDevice device)
        {
            byte[] content = new byte[3];
            device.Machine.Flash.Read(place, content);
            return System.Text.Encoding.Latin1.GetString(content);
        }
    }

    [Fact]
    public void A_programmer_that_replaces_an_image_leaves_old_new_or_empty()
    {
        byte[] image = Devices.Image("5.1", ("@version.lua", "return 'new'"));
        PowerCutReport report = PowerCut.ForEvery(device => device.ReplaceImage(image), new PowerCutOptions
        {
            Device = new LfsDeviceOptions
            {
                FlashBytes = 1 << 20,
                LfsBytes = 0x4000,
                Image = Devices.Image("5.1", ("@version.lua", "return 'old'")),
            },
            Outcome = device => device.LfsBytesUsed == 0 ? "empty" : device.CallModule("version")[0].AsString(),
            Seeds = 10,
        });

        output.WriteLine(report.ToString());
        report.RequireOnly("old", "new", "empty");
    }

    [Fact]
    public void What_cannot_be_tried_is_refused()
    {
        PowerCutOptions usual = new();

        Assert.Throws<ArgumentNullException>(() => PowerCut.ForEvery(null!));
        foreach (PowerCutOptions wrong in new[]
        {
            usual with { Device = null! }, usual with { Tears = null! }, usual with { Outcome = null! },
            usual with { Seeds = 0 }, usual with { SecondSeeds = -1 }, usual with { MostStates = 0 },
            usual with { Tears = [(TearModel)99] },
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => PowerCut.ForEvery(_ => { }, wrong));
        }
        Assert.Throws<LuaException>(() => PowerCut.ForEvery(device => device.Run("error 'x'")));
        Assert.Equal(0, PowerCut.ForEvery(_ => { }).DistinctStates);
    }

    [Fact]
    public void A_state_that_does_not_start_is_an_outcome()
    {
        PowerCutReport report = PowerCut.ForEvery(
            device => device.Machine.Flash.EraseSector(new FlashOffset(0x11000)),
            new PowerCutOptions { Device = new LfsDeviceOptions { FlashBytes = 1 << 20 } });

        Assert.Contains(report.Outcomes.Keys, outcome => outcome.StartsWith(
            "does not start: The firmware in flash was overwritten at 0x11", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void The_heap_at_idle_is_the_same_after_any_number_of_reloads(string target)
    {
        int cycles = int.Parse(
            Environment.GetEnvironmentVariable("LFS_RELOADS") ?? "10000", CultureInfo.InvariantCulture);
        byte[][] images =
        [
            Devices.Image(target, ("@m.lua", "return 'odd'")), Devices.Image(target, ("@m.lua", "return 'even'")),
        ];
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            EmergencyCollection = false,
        });
        Stopwatch clock = Stopwatch.StartNew();
        HashSet<(uint, uint)> idle = [];

        for (int i = 0; i < cycles; i++)
        {
            device.Files.Write("lfs.img", images[i % 2]);
            device.Run("node.LFS.reload('lfs.img')");
            idle.Add((device.LuaBytesInUse, device.HeapBytesFree));
            Assert.Equal(i % 2 == 0 ? "odd" : "even", device.CallModule("m")[0].AsString());
            device.Restart();
            idle.Add((device.LuaBytesInUse, device.HeapBytesFree));
        }

        ReadOnlySpan<uint> wear = device.Machine.Flash.Wear;
        output.Print("soak-" + target, string.Create(CultureInfo.InvariantCulture,
            $"soak, {target}: {cycles} reloads in {clock.ElapsedMilliseconds} ms; erases: LFS {wear[0x96]}, ")
            + string.Create(CultureInfo.InvariantCulture, $"reboot config {wear[0x10]}, its journal {wear[0xB]}"));
        Assert.Single(idle);
        Assert.Equal((uint)cycles, wear[0x96]);
        Assert.Equal(0, device.Machine.Flash.Violations);
    }
}
