using System.Diagnostics;
using System.Globalization;
using System.Text;
using Esp8266.Boot;
using Esp8266.Flash;
using Lfs.Runtime;
using Lfs.Runtime.Core;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>A device that was saved and restored goes on as if nothing had been.</summary>
public sealed partial class SnapshotTests(ITestOutputHelper output)
{
    const int PointsOfTarget = 250;

    /// <summary>Uses everything of which something stays between two events.</summary>
    const string Program = """
        local weak = setmetatable({}, { __mode = 'v' })
        local byKey = setmetatable({}, { __mode = 'k' })
        local strong, ended, n = {}, 0, 0
        local function mortal()
          local function gc() ended = ended + 1 end
          if newproxy then
            local p = newproxy(true)
            getmetatable(p).__gc = gc
            return p
          end
          return setmetatable({}, { __gc = gc })
        end
        local steps = coroutine.wrap(function(a)
          local sum = 0
          while true do
            for i = 1, 3 do
              sum = sum + i
              a = coroutine.yield(a .. ':' .. sum)
            end
          end
        end)
        local file = file.open('log.txt', 'w+')
        local queue = pipe.create(function(p)
          local line = p:read('\n+')
          if line and #line > 0 then file:write(line) return true end
          return false
        end, node.task.LOW_PRIORITY)
        local heard = 0
        node.output(function(p)
          heard = heard + #(p:read() or '')
          return false
        end, 1)
        local function step(kind)
          n = n + 1
          local key = { n }
          weak[n % 7] = { kind }
          byKey[key] = mortal()
          strong[n % 11] = { key, kind .. n, function() return n, kind end }
          queue:write(kind .. n .. ' ' .. node.random(1000) .. '\n')
          if n % 5 == 0 then collectgarbage('step', 0) end
          if n % 40 == 0 then file:seek('set', 0) end
          local live = 0
          for _ in pairs(byKey) do live = live + 1 end
          print(kind, n, steps(kind), math.random(100000), node.random(65536), live, ended, heard, tmr.now(),
            weak[1] and 'kept' or 'gone')
        end
        tmr.create():alarm(7, tmr.ALARM_AUTO, function(t) step('auto') end)
        local semi = tmr.create()
        semi:register(19, tmr.ALARM_SEMI, function(t)
          step('semi')
          node.task.post(node.task.HIGH_PRIORITY, function(p) step('high' .. p) t:start() end)
          node.task.post(function() step('task') end)
        end)
        semi:start()
        uart.on('data', 3, function(text) print('uart', text) end, 0)
        """;

    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_device_restored_at_any_point_goes_on_as_the_one_that_was_saved(string target)
    {
        Random random = new(1);
        using DeviceConsole console = new(target, OptionsOf(target));
        console.Device.Run(Program, "=program");
        (long bytes, TimeSpan save, TimeSpan restore) = (0, default, default);
        int collecting = 0;
        var watch = Stopwatch.StartNew();
        for (int point = 0; point < PointsOfTarget; point++)
        {
            // Now between two events of one moment, now between two moments.
            if (point % 2 == 0)
                console.Device.Advance(TimeSpan.FromMicroseconds(random.Next(9000)));
            else
                RunOneEvent(console.Device);
            collecting += IsCollecting(console.Device) ? 1 : 0;
            console.Take();

            watch.Restart();
            LfsSnapshot snapshot = console.Device.Save();
            save += watch.Elapsed;
            using MemoryStream written = new();
            watch.Restart();
            using LfsDevice restored = LfsDevice.Restore(snapshot, new LfsDeviceOptions { Output = written });
            restore += watch.Elapsed;
            byte[] saved = snapshot.ToBytes();
            Assert.Equal(saved, restored.Save().ToBytes());
            bytes += saved.Length;

            TimeSpan time = TimeSpan.FromMilliseconds(random.Next(20));
            foreach (LfsDevice device in (LfsDevice[])[console.Device, restored])
            {
                device.Send("abcd");
                device.Advance(time);
            }
            Assert.Equal(console.Take(), Encoding.Latin1.GetString(written.ToArray()));
            Assert.Equal(FiguresOf(console.Device), FiguresOf(restored));
            // Every byte of memory, every timer, every counter.
            AssertSame(console.Device.Save(), restored.Save());
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target}: {PointsOfTarget} points, {bytes / PointsOfTarget} bytes, save "
            + $"{save.TotalMicroseconds / PointsOfTarget:0} us, restore "
            + $"{restore.TotalMicroseconds / PointsOfTarget:0} us"));
        Assert.Equal(0, console.Device.CallbackErrors);
        Assert.True(collecting > (target == "5.1-int" ? -1 : 100), $"{collecting} points were inside a collection.");
    }

    // One build collects before every allocation, the others step by step.
    static LfsDeviceOptions OptionsOf(string target) => new()
    {
        EntropySeed = 7,
        HeapBytes = target == "5.1-int" ? LfsDeviceOptions.DeviceHeapBytes : 96 * 1024,
        EmergencyCollection = target == "5.1-int",
    };

    static bool IsCollecting(LfsDevice device) => device.State switch
    {
        Vm<Value51> vm => vm.Gc.GcState != GcState.Pause,
        Vm<Value53> vm => vm.Gc.Phase != GcPhase.Pause,
        Vm<Value53Long> vm => vm.Gc.Phase != GcPhase.Pause,
        _ => false,
    };

    static void AssertSame(LfsSnapshot expected, LfsSnapshot actual)
    {
        int at = expected.Content.AsSpan().CommonPrefixLength(actual.Content);
        Assert.True(
            at == expected.Content.Length && at == actual.Content.Length,
            $"The states differ from byte {at} of {expected.Content.Length} and {actual.Content.Length} on.");
    }

    static void RunOneEvent(LfsDevice device)
    {
        bool isFirst = true;
        device.RunUntil(
            () =>
            {
                (bool wasFirst, isFirst) = (isFirst, false);
                return !wasFirst;
            },
            TimeSpan.FromSeconds(1));
    }

    static string FiguresOf(LfsDevice device) => string.Create(CultureInfo.InvariantCulture,
        $"{device.LuaBytesInUse} {device.LuaBytesPeak} {device.HeapBytesFree} {device.Time} {device.ObjectsSwept} ")
        + $"{device.HasPending} {device.CallbackErrors} {device.BudgetLeft} "
        + Convert.ToHexString(device.Machine.Flash.ContentHash());

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_restored_device_runs_to_the_same_end(string target)
    {
        using DeviceConsole console = new(target, OptionsOf(target));
        console.Device.Run(Program, "=program");
        console.Device.Advance(TimeSpan.FromMilliseconds(333));
        console.Take();
        byte[] bytes = console.Device.Save().ToBytes();

        using MemoryStream written = new();
        using LfsDevice restored =
            LfsDevice.Restore(LfsSnapshot.FromBytes(bytes), new LfsDeviceOptions { Output = written });
        foreach (LfsDevice device in (LfsDevice[])[console.Device, restored])
        {
            device.Advance(TimeSpan.FromSeconds(1));
            device.Run("collectgarbage() print(collectgarbage('count'))");
            device.Restart();
            device.Run("print(file.getcontents('log.txt'), node.random(1000), node.bootreason())");
        }

        Assert.Equal(console.Take(), Encoding.Latin1.GetString(written.ToArray()));
        AssertSame(console.Device.Save(), restored.Save());
    }

    [Fact]
    public void Saving_changes_nothing()
    {
        string Trace(bool saves)
        {
            using DeviceConsole console = new("5.3");
            console.Device.Run(Program, "=program");
            for (int i = 0; i < 50; i++)
            {
                console.Device.Advance(TimeSpan.FromMilliseconds(3));
                if (saves)
                    Assert.Equal(console.Device.Save().ToBytes(), console.Device.Save().ToBytes());
            }
            return console.Take() + FiguresOf(console.Device);
        }

        Assert.Equal(Trace(saves: false), Trace(saves: true));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_device_that_sleeps_wakes_at_its_time(string target)
    {
        using DeviceConsole console = new(target, new LfsDeviceOptions { Startup = true });
        console.Device.RunUntilIdle();
        console.Device.Send("node.dsleep(5000000)\n");
        console.Device.Advance(TimeSpan.FromSeconds(2));
        console.Take();

        using MemoryStream written = new();
        using LfsDevice restored =
            LfsDevice.Restore(console.Device.Save(), new LfsDeviceOptions { Output = written });

        Assert.True(restored.IsAsleep);
        Assert.Contains("It sleeps for 5 s.",
            Assert.Throws<InvalidOperationException>(() => restored.Run("return 1")).Message, StringComparison.Ordinal);
        AssertSame(console.Device.Save(), restored.Save());
        foreach (LfsDevice device in (LfsDevice[])[console.Device, restored])
            device.Advance(TimeSpan.FromSeconds(3));
        Assert.False(restored.IsAsleep);
        Assert.Equal(5, restored.Run("return select(2, node.bootreason())")[0].AsNumber());
        console.Device.Run("return 1");
        Assert.Equal(console.Take(), Encoding.Latin1.GetString(written.ToArray()));
    }

    [Fact]
    public void A_device_that_was_stopped_as_a_loop_stays_stopped()
    {
        using DeviceConsole console = new("5.1", new LfsDeviceOptions
        {
            Startup = true,
            Files = new Dictionary<string, byte[]> { ["init.lua"] = "node.restart()"u8.ToArray() },
        });
        console.Device.Advance(TimeSpan.FromSeconds(60));
        Assert.NotNull(console.Device.BootLoop);

        using LfsDevice restored = LfsDevice.Restore(console.Device.Save());

        Assert.Equal(BootLoop.MostRestarts, restored.BootLoop?.Restarts);
        Assert.Equal(console.Device.BootLoop.Longest, restored.BootLoop?.Longest);
        Assert.Throws<InvalidOperationException>(() => restored.Run("return 1"));
        AssertSame(console.Device.Save(), restored.Save());
        restored.Restart();
        Assert.Null(restored.BootLoop);
    }

    [Fact]
    public void A_device_restarts_itself_as_often_after_it_was_restored()
    {
        LfsDeviceOptions options = new()
        {
            Startup = true,
            Files = new Dictionary<string, byte[]>
            {
                ["init.lua"] = "tmr.create():alarm(1000, 0, node.restart)"u8.ToArray(),
            },
        };
        using DeviceConsole console = new("5.1", options);
        console.Device.Advance(TimeSpan.FromMilliseconds(4500));

        using LfsDevice restored = LfsDevice.Restore(console.Device.Save());
        foreach (LfsDevice device in (LfsDevice[])[console.Device, restored])
            device.RunUntil(() => device.BootLoop is not null, TimeSpan.FromMinutes(1));

        Assert.NotNull(restored.BootLoop);
        Assert.Equal(console.Device.Time, restored.Time);
        AssertSame(console.Device.Save(), restored.Save());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Images_stay_mounted(string target)
    {
        byte[] first = Devices.Image(target, ("@m.lua", "return 'first', ..."));
        byte[] second = Devices.Image(target, ("@m.lua", "return 'second', ..."));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = target,
            Image = first,
            LfsBytes = 64 * 1024,
            KeepsOldImage = true,
            Files = new Dictionary<string, byte[]> { ["second.img"] = second },
        });
        string reload = target.StartsWith("5.3", StringComparison.Ordinal)
            ? "node.LFS.reload('second.img')" : "node.flashreload('second.img')";
        for (int i = 0; i < 2; i++)
        {
            using LfsDevice restored = LfsDevice.Restore(device.Save());
            AssertSame(device.Save(), restored.Save());
            Assert.Equal(device.CallModule("m")[0].AsString(), restored.CallModule("m")[0].AsString());
            restored.Run(reload);
            Assert.Equal("second", restored.CallModule("m")[0].AsString());
            restored.ReplaceImage(first);
            Assert.Equal("first", restored.CallModule("m")[0].AsString());
            device.Run(reload);
        }
    }

    [Fact]
    public void Both_regions_of_a_system_stay_mounted()
    {
        byte[] system = Devices.Image("5.3", ("@sys.lua", "return 'sys'"));
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions
        {
            TargetName = "5.3",
            SystemImage = system,
            Image = Devices.Image("5.3", ("@app.lua", "return 'app'")),
        });

        using LfsDevice restored = LfsDevice.Restore(device.Save());

        Assert.Equal("sys app",
            restored.Run("return node.LFS.sys() .. ' ' .. node.LFS.app()")[0].AsString());
        Assert.Equal(device.SystemBytesUsed, restored.SystemBytesUsed);
        restored.ReplaceSystemImage(system);
    }

    // The chip of such a device leaves out the blank rest of a sector.
    [Fact]
    public void A_device_made_from_a_flash_keeps_all_of_it()
    {
        using LfsDevice provisioned = LfsDevice.Boot(new LfsDeviceOptions
        {
            Files = new Dictionary<string, byte[]> { ["a.txt"] = [1, 2, 3] },
        });
        using LfsDevice device = LfsDevice.FromFlash(provisioned.Flash);

        using LfsDevice restored = LfsDevice.Restore(device.Save());

        Assert.Equal(device.Flash, restored.Flash);
        Assert.Equal(device.Machine.Flash.ContentHash(), restored.Machine.Flash.ContentHash());
        AssertSame(device.Save(), restored.Save());
    }

    [Fact]
    public void Torn_cells_and_a_power_failure_that_is_due_stay()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        FlashChip flash = device.Machine.Flash;
        FlashOffset place = new(0xE_0000);
        flash.Faults = new FlashFaults(flash.Operations + 1, TearModel.WeakBits, Seed: 3);
        Assert.Throws<PowerLoss>(() => flash.Program(place, new byte[200]));
        device.Restart();
        flash.Faults = new FlashFaults(flash.Operations + 2, TearModel.Prefix, Seed: 5);

        using LfsDevice restored = LfsDevice.Restore(device.Save());
        string[] traces = [.. ((LfsDevice[])[device, restored]).Select(one => Trace(one.Machine.Flash))];

        Assert.Equal(traces[0], traces[1]);

        string Trace(FlashChip chip)
        {
            byte[] cells = new byte[200];
            List<string> seen = [];
            for (int i = 0; i < 3; i++)
            {
                chip.Read(place, cells);
                seen.Add(Convert.ToHexString(cells));
            }
            chip.Program(place, [0]);
            Assert.Throws<PowerLoss>(() => chip.Program(place + 256, new byte[100]));
            return string.Join(' ', seen) + Convert.ToHexString(chip.ContentHash()) + chip.Operations
                + string.Join(',', chip.Wear.ToArray());
        }
    }

    [Fact]
    public void The_window_stays_stale()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        FlashOffset place = new(0xF_0000);
        Esp8266.Address address = FlashCache.AddressOf(place);
        device.Machine.Flash.Program(place, [1, 2, 3, 4]);

        using LfsDevice restored = LfsDevice.Restore(device.Save());

        Assert.True(restored.Machine.Cache.IsStale(address, 4));
        Assert.Equal(uint.MaxValue, restored.Machine.Bus.LoadWord(address));
        restored.Restart(ResetReason.External);
        Assert.Equal(0x04030201u, restored.Machine.Bus.LoadWord(address));
    }
}
