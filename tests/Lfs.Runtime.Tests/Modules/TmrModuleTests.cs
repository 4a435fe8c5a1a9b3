using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Timers fire at their times, in the states and with the errors of the reference's <c>tmr</c>.</summary>
public sealed class TmrModuleTests
{
    public static TheoryData<string> Targets { get; } = ["5.1", "5.1-int", "5.3", "5.3-64"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_timer_fires_as_its_mode_says(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        device.Run("""
            log = {}
            local function note(name)
              return function(t)
                local on, mode = t:state()
                log[#log + 1] = ('%s %d %s %s'):format(name, tmr.now() / 1000, tostring(on), tostring(mode))
              end
            end
            single, auto, semi = tmr.create(), tmr.create(), tmr.create()
            single:alarm(25, tmr.ALARM_SINGLE, note 'single')
            auto:alarm(10, tmr.ALARM_AUTO, note 'auto')
            semi:alarm(5, tmr.ALARM_SEMI, note 'semi')
            """);

        device.Advance(TimeSpan.FromMilliseconds(30));
        device.Run("semi:start()");
        device.Advance(TimeSpan.FromMilliseconds(5));
        device.Run("auto:stop()");
        device.Advance(TimeSpan.FromHours(1));

        Assert.Equal(
            ["semi 5 false 2", "auto 10 true 1", "auto 20 true 1", "single 25 nil nil", "auto 30 true 1",
                "semi 35 false 2"],
            device.Run("return table.concat(log, '\\n')")[0].ToString().Split('\n'));
        Assert.Equal(TimeSpan.FromMilliseconds(3_600_035), device.Time);
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Methods_answer_and_fail_as_by_the_reference(string target)
    {
        using DeviceConsole console = new(target);
        console.Device.Run("""
            local t = tmr.create()
            local function e(...) print(select(2, pcall(...))) end
            print(t:state(), t:start(), t:state())
            t:unregister()
            e(function() t:register(0, 0, print) end)
            e(function() t:register(0x68D7A4, 0, print) end)
            e(function() t:register(1, 3, print) end)
            e(function() t:register(1, 0) end)
            e(function() t:start(1) end)
            e(function() t.start(1) end)
            e(function() t:interval(0) end)
            e(function() tmr.delay(0) end)
            t:register(10, 256, print)
            print(t:state())
            print(t:start(), t:start(), t:start(true), t:stop(), t:stop())
            print(t:alarm(10, tmr.ALARM_AUTO, print), t:alarm(20, tmr.ALARM_SEMI, print))
            print(t:state())
            t:unregister()
            print(t:state(), t:stop(), t:state())
            """, "=test");

        Assert.Equal(
            [
                "nil\tfalse\tnil",
                "test:5: bad argument #1 to 'register' (Range: 1-0x68D7A3)",
                "test:6: bad argument #1 to 'register' (Range: 1-0x68D7A3)",
                "test:7: bad argument #2 to 'register' (Invalid mode)",
                "test:8: bad argument #3 to 'register' (Must be function)",
                "test:9: bad argument #1 to 'start' (boolean expected)",
                "test:10: bad argument #1 to 'start' (tmr.timer expected, got number)",
                "test:11: bad argument #1 to 'interval' (Range: 1-0x68D7A3)",
                "test:12: bad argument #1 to 'delay' (wrong arg range)",
                "false\t0",
                "true\tfalse\ttrue\ttrue\tfalse",
                "true\ttrue",
                "true\t2",
                // The reference's stop leaves a flag on a timer that is off.
                "nil\tfalse\tfalse\t3",
            ],
            console.Take().TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_running_timer_is_kept_and_an_idle_one_is_collected()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("tmr.create():alarm(10, tmr.ALARM_SINGLE, function() fired = true end)");
        device.Run("weak = setmetatable({tmr.create()}, {__mode = 'v'}) weak[1]:register(10, 0, function() end)");
        device.Collect();
        device.Collect();

        device.Advance(TimeSpan.FromMilliseconds(10));

        Assert.True(device["fired"].AsBoolean());
        Assert.True(device.Run("return weak[1]")[0].IsNil);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_thousand_timers_leave_no_memory(string target)
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions { TargetName = target });
        const string Program = "tmr.create():alarm(1, tmr.ALARM_SINGLE, function() n = (n or 0) + 1 end)";
        uint Settle()
        {
            device.Run(Program);
            device.Advance(TimeSpan.FromMilliseconds(1));
            device.Collect();
            device.Collect();
            return device.LuaBytesInUse;
        }
        Settle();
        uint before = Settle();

        for (int i = 0; i < 250; i++)
        {
            device.Run(Program);
            device.Run(Program);
            device.Run(Program);
            device.Run(Program);
            device.Advance(TimeSpan.FromMilliseconds(1));
        }

        // Four references at a time leave four places in the registry.
        Assert.InRange((int)(Settle() - before), 0, 200);
        Assert.Equal(1_003, device["n"].AsNumber());
    }

    /// <summary>The tick that was due meanwhile comes at the end of the callback, and only once.</summary>
    [Fact]
    public void Ticks_that_a_long_callback_misses_do_not_come_later()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("""
            log = {}
            tmr.create():alarm(10, tmr.ALARM_AUTO, function()
              log[#log + 1] = tmr.now() / 1000
              if #log == 1 then tmr.delay(25000) end
            end)
            """);

        device.Advance(TimeSpan.FromMilliseconds(60));

        Assert.Equal("10 35 40 50 60", device.Run("return table.concat(log, ' ')")[0].ToString());
    }

    [Fact]
    public void The_clocks_count_from_the_reset()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Advance(TimeSpan.FromSeconds(2));
        device.Run("tmr.delay(500)");
        Assert.Equal("2000500 2 160040000", device.Run(
            "return ('%d %d %d'):format(tmr.now(), tmr.time(), tmr.ccount())")[0].ToString());

        device.Restart();
        Assert.Equal("0 0 0", device.Run(
            "return ('%d %d %d'):format(tmr.now(), tmr.time(), tmr.ccount())")[0].ToString());

        // 31 bits of microseconds are 35.8 minutes.
        device.Advance(TimeSpan.FromMicroseconds(0x8000_0005));
        Assert.Equal(5, device.Run("return tmr.now()")[0].AsNumber());
        device.Run("node.setcpufreq(node.CPU160MHZ) before = tmr.ccount()");
        device.Advance(TimeSpan.FromMicroseconds(1000));
        Assert.Equal(160_000, device.Run("return tmr.ccount() - before")[0].AsNumber());
    }

    [Fact]
    public void A_soft_watchdog_restarts_the_device()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("tmr.softwd(3) alive = true");

        device.Advance(TimeSpan.FromSeconds(3.9));
        Assert.True(device["alive"].IsTrue);
        device.Advance(TimeSpan.FromSeconds(0.2));

        Assert.True(device["alive"].IsNil);
        Assert.Equal("2 4", device.Run("return table.concat({node.bootreason()}, ' ')")[0].ToString());
    }

    /// <summary>A program that reaches into the registry cannot make a timer use the memory of another
    /// object.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void A_program_that_takes_a_running_timer_away_does_no_harm(string target)
    {
        string[] programs =
        [
            """
            local t = tmr.create() t:alarm(10, tmr.ALARM_AUTO, function() end)
            for k, v in pairs(debug.getregistry()) do if v == t then debug.getregistry()[k] = nil end end
            t = nil for i = 1, 4 do collectgarbage() end x = {} for i = 1, 50 do x[i] = ('x'):rep(i) end
            """,
            """
            local t = tmr.create() t:alarm(10, tmr.ALARM_AUTO, function() end)
            for k, v in pairs(debug.getregistry()) do if v == t then debug.getregistry()[k] = {} end end
            """,
            """
            tmr.create():alarm(10, tmr.ALARM_AUTO, function() end)
            local r = debug.getregistry() for k, v in pairs(r) do if type(v) == 'function' then r[k] = 1 end end
            """,
            "debug.getregistry()['tmr.timer'] = nil local t = tmr.create() t:alarm(1, 0, print)",
            "debug.getregistry()['tmr.timer'] = {} local t = tmr.create() t:alarm(1, 0, print)",
            "debug.getregistry()[0] = 77 local t = tmr.create() t:alarm(1, 0, print)",
        ];
        foreach (string program in programs)
        {
            using LfsDevice device = SafetyDevices.Boot(target, LfsDeviceOptions.DeviceHeapBytes);
            device.Try(program);
            device.Advance(TimeSpan.FromSeconds(1));
            device.Collect();
            Assert.Null(device.State.FindFault());
        }
    }
}
