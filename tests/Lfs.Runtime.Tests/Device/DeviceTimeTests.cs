using System.Diagnostics;
using System.Text;
using Lfs.Runtime;
using Xunit.Abstractions;

namespace Lfs.Tests;

/// <summary>A device's clock moves when the host says so, and what is due in that time runs at its
/// moment.</summary>
public sealed class DeviceTimeTests(ITestOutputHelper output)
{
    [Fact]
    public void An_hour_of_a_sleeping_device_takes_no_time()
    {
        using DeviceConsole console = new("5.1", new LfsDeviceOptions { Startup = true });
        console.Device.RunUntilIdle();
        console.Device.Send("node.dsleep(3600000000)\n");
        var watch = Stopwatch.StartNew();

        console.Device.Advance(TimeSpan.FromMinutes(59));
        Assert.True(console.Device.IsAsleep);
        InvalidOperationException refused =
            Assert.Throws<InvalidOperationException>(() => console.Device.Run("return 1"));
        Assert.Contains("It sleeps for 3600 s.", refused.Message, StringComparison.Ordinal);
        console.Device.Advance(TimeSpan.FromMinutes(1));

        Assert.False(console.Device.IsAsleep);
        Assert.Equal(5, console.Device.Run("return select(2, node.bootreason())")[0].AsNumber());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_device_that_sleeps_without_a_time_wakes_by_a_reset_only()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("node.dsleep(0)");

        device.Advance(TimeSpan.FromDays(1000));
        Assert.True(device.IsAsleep);
        device.Restart(Esp8266.Boot.ResetReason.External);

        Assert.False(device.IsAsleep);
        Assert.Equal(6, device.Run("return select(2, node.bootreason())")[0].AsNumber());
    }

    [Fact]
    public void Time_passes_until_a_condition_holds()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("n = 0 tmr.create():alarm(1000, 1, function() n = n + 1 end)");

        Assert.True(device.RunUntil(() => device["n"].AsNumber() == 5, TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromSeconds(5), device.Time);
        Assert.False(device.RunUntil(() => device["n"].AsNumber() == 100, TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.FromSeconds(15), device.Time);
    }

    [Fact]
    public void Tasks_run_by_priority_and_in_their_order()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("""
            log = {}
            local function note(name) return function(p) log[#log + 1] = name .. p end end
            node.task.post(note 'a')
            node.task.post(0, note 'b')
            node.task.post(2, function(p) note 'c' (p) node.task.post(2, note 'd') end)
            node.task.post(1, note 'e')
            """);

        device.RunUntilIdle();

        Assert.Equal("c2 d2 a1 e1 b0", device.Run("return table.concat(log, ' ')")[0].ToString());
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void The_ninth_task_of_a_priority_is_refused(string target)
    {
        using DeviceConsole console = new(target);
        console.Device.Run("""
            for i = 1, 9 do print(pcall(node.task.post, 0, function() end)) end
            print(pcall(node.task.post, 1, function() end))
            print(pcall(node.task.post, 3, function() end))
            print(pcall(node.task.post, 1))
            """);

        string[] lines = console.Take().TrimEnd().Split('\n');
        Assert.All(lines[..8], line => Assert.Equal("true", line));
        Assert.Equal("false\tTask queue overflow. Task not posted", lines[8]);
        Assert.Equal("true", lines[9]);
        Assert.EndsWith("(invalid  priority)", lines[10], StringComparison.Ordinal);
        Assert.EndsWith("(function expected, got no value)", lines[11], StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_Lua_calls_cannot_let_time_pass()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Register("advance", _ =>
        {
            device.Advance(TimeSpan.FromSeconds(1));
            return [];
        });

        LuaException error = Assert.Throws<LuaException>(() => device.Run("advance()"));
        Assert.IsType<InvalidOperationException>(error.InnerException);
        Assert.Equal(TimeSpan.Zero, device.Time);
    }

    [Fact]
    public void A_budget_ends_a_task_and_the_device_goes_on()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("node.task.post(function() while true do end end) node.task.post(function() ran = true end)");
        device.SetBudget(100_000);

        Assert.Equal(LuaErrorKind.Budget, Assert.Throws<LuaException>(device.RunUntilIdle).Kind);
        device.SetBudget(long.MaxValue);
        device.RunUntilIdle();

        Assert.True(device["ran"].AsBoolean());
    }

    [Theory]
    [InlineData("5.1", 1000)]
    [InlineData("5.1-int", 50)]
    [InlineData("5.3", 1000)]
    [InlineData("5.3-64", 50)]
    public void Runs_with_the_same_inputs_give_the_same_trace(string target, int runs)
    {
        string Trace(ulong seed)
        {
            using DeviceConsole console = new(target, new LfsDeviceOptions
            {
                Startup = true,
                EntropySeed = seed,
                SpiffsBytes = 0x8000,
                Files = new Dictionary<string, byte[]>
                {
                    ["init.lua"] = Encoding.ASCII.GetBytes("""
                        local function again()
                          print(tmr.now(), node.heap(), node.random(1000), math.random(1000), tostring({}))
                          tmr.create():alarm(node.random(2), tmr.ALARM_SINGLE, again)
                          node.task.post(0, function() file.putcontents('last', tostring(again)) end)
                        end
                        again()
                        """),
                },
            });
            console.Device.Send("= node.heap()\n");
            console.Device.Advance(TimeSpan.FromMilliseconds(50));
            return $"{console.Take()}{Convert.ToHexString(console.Device.Machine.Flash.ContentHash())}";
        }
        string first = Trace(7);
        Assert.True(first.Split('\n').Length > 30, first);
        Assert.NotEqual(first, Trace(8));

        int equal = Enumerable.Range(0, runs).Count(_ => Trace(7) == first);

        output.Print($"traces-{target}", $"{target}: {equal} of {runs} runs give the same trace");
        Assert.Equal(runs, equal);
    }

    [Fact]
    public async Task A_device_runs_in_real_time()
    {
        using LfsDevice device = LfsDevice.Boot(new LfsDeviceOptions());
        device.Run("n = 0 tmr.create():alarm(5, 1, function() n = n + 1 end)");
        using CancellationTokenSource ending = new();

        Task run = device.RunAsync(ending.Token);
        double n = 0;
        for (int i = 0; i < 1000 && n < 5; i++)
        {
            await Task.Delay(5);
            n = await device.InvokeAsync(it => it["n"].AsNumber());
        }
        await ending.CancelAsync();
        await run;

        Assert.True(n >= 5, $"{n} ticks");
        Assert.True(device.Time >= TimeSpan.FromMilliseconds(25));
    }
}
