using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>The work that a host's budget limits, and how long the limit lasts.</summary>
public class BudgetAccountTests
{
    const string Finalize = """
        local function finalize(f)
          if newproxy then getmetatable(newproxy(true)).__gc = f else setmetatable({}, {__gc = f}) end
        end

        """;

    [Theory]
    [InlineData("5.1", 0)]
    [InlineData("5.1", -1)]
    [InlineData("5.3", 0)]
    [InlineData("5.3", long.MinValue)]
    public void Nothing_or_less_is_used_up_at_once(string target, long instructions)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.SetBudget(instructions);

        Assert.Equal(0, device.BudgetLeft);
        Assert.Equal(LuaErrorKind.Budget, device.Try("return 1")?.Kind);
        Assert.Equal(LuaErrorKind.Budget, Assert.Throws<LuaException>(() => device["x"]).Kind);

        device.SetBudget(long.MaxValue);
        Assert.Null(device.Try("return 1"));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_used_up_budget_stays_used_up(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.SetBudget(10_000);

        for (int i = 0; i < 3; i++)
            Assert.Equal("instruction budget exceeded", device.Try("while true do end")?.Message);

        Assert.Equal(0, device.BudgetLeft);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_restart_that_a_program_asks_for_keeps_the_budget(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.SetBudget(100_000);
        device.Run("for i = 1, 10000 do end node.restart()");

        Assert.InRange(device.BudgetLeft, 1, 90_000);
        Assert.Equal(LuaErrorKind.Budget, device.Try("while true do end")?.Kind);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_restart_that_a_program_asks_for_keeps_the_cancellation(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        using CancellationTokenSource source = new();
        device.SetBudget(long.MaxValue, source.Token);
        device.Run("node.restart()");

        source.Cancel();

        Assert.Equal("cancelled", device.Try("while true do end")?.Message);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_finalizer_without_end_takes_nothing_from_the_next_run(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.SetBudget(200_000);
        device.Run(Finalize + "for i = 1, 20 do finalize(function() while true do end end) end");

        for (int i = 0; i < 30; i++)
        {
            device.SetBudget(200_000);
            Assert.Null(device.Try("collectgarbage() for i = 1, 100 do local t = {} end"));
            Assert.InRange(device.BudgetLeft, 100_000, 200_000);
        }
        Assert.Null(device.State.FindFault());
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Finalizers_wait_when_their_account_is_used_up(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Run(Finalize + """
            called = 0
            finalize(function() called = called + 1 end)
            finalize(function() while true do end end)
            """);
        device.SetBudget(50_000);
        device.Collect();
        device.Collect();
        device.SetBudget(50_000);
        device.Collect();
        device.Collect();

        Assert.Equal(1, device["called"].AsNumber());
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void A_cancellation_ends_a_finalizer_and_the_run(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        using CancellationTokenSource source = new(millisecondsDelay: 20);
        device.SetBudget(long.MaxValue, source.Token);

        LuaException? error = device.Try(Finalize + "finalize(function() while true do end end) collectgarbage() error('ran')");

        Assert.Equal("cancelled", error?.Message);
        device.SetBudget(long.MaxValue);
        Assert.Null(device.Try("collectgarbage()"));
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.3")]
    public void Without_a_bound_a_finalizer_has_none(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.Run(Finalize + "finalize(function() for i = 1, 3000000 do end done = true end) collectgarbage()");

        Assert.True(device["done"].AsBoolean());
    }

    // 5.1's collector does not start again where it is at work already.
    [Theory]
    [InlineData("finalize(function() collectgarbage('step') done = true end)")]
    [InlineData("finalize(function() collectgarbage('step', 1) done = true end)")]
    [InlineData("finalize(function() collectgarbage('stop') collectgarbage('step') done = true end)")]
    [InlineData("finalize(function() collectgarbage('restart') collectgarbage('step') done = true end)")]
    [InlineData("finalize(function() collectgarbage('restart') collectgarbage() done = true end)")]
    [InlineData("finalize(function() pcall(error) collectgarbage('step') done = true end)")]
    [InlineData("load(function() collectgarbage('step') done = true end)")]
    [InlineData("load(function() collectgarbage('restart') collectgarbage('step') done = true end)")]
    [InlineData("collectgarbage('stop') collectgarbage('step') done = true")]
    [InlineData("collectgarbage('setstepmul', 0) collectgarbage('step') done = true")]
    [InlineData("collectgarbage('setstepmul', -100) collectgarbage('step') done = true")]
    [InlineData("collectgarbage('setpause', -100) for i = 1, 100 do local t = {} end done = true")]
    public void A_step_of_the_collector_ends_wherever_it_is_asked_for(string program)
    {
        foreach (string target in new[] { "5.1", "5.1-int", "5.3", "5.3-64" })
        {
            using LfsDevice device = SafetyDevices.Boot(target);
            device.SetBudget(10_000_000);

            Assert.Null(device.Try(Finalize + program + " collectgarbage('restart') collectgarbage() collectgarbage()"));

            Assert.True(device["done"].AsBoolean());
            Assert.Null(device.State.FindFault());
        }
    }

    [Fact]
    public void A_finalizer_that_switches_the_collector_on_does_no_harm()
    {
        using LfsDevice device = SafetyDevices.Boot("5.1");
        device.SetBudget(100_000_000);

        LuaException? error = device.Try("""
            local t = {}
            local function make()
              local u = newproxy(true)
              getmetatable(u).__gc = function()
                collectgarbage("restart")
                for i = 1, 30 do t[i] = {("s" .. i .. #t):rep(3)} end
                collectgarbage()
                collectgarbage("restart")
              end
            end
            for i = 1, 300 do make() if i % 7 == 0 then collectgarbage("step", 1) end end
            collectgarbage()
            """);

        Assert.Null(error);
        Assert.Null(device.State.FindFault());
    }

    [Fact]
    public void A_cancellation_ends_a_collection_of_a_large_heap()
    {
        foreach (string target in new[] { "5.1", "5.3" })
        {
            using LfsDevice device = SafetyDevices.Boot(target, Devices.LargeHeap);
            device.State.ChecksMemory = false;
            device.Run("t = {} for i = 1, 100000 do t[i] = {} end");
            using CancellationTokenSource source = new();
            source.Cancel();
            device.SetBudget(long.MaxValue, source.Token);

            Assert.Equal(LuaErrorKind.Budget, Assert.Throws<LuaException>(device.Collect).Kind);

            device.SetBudget(long.MaxValue);
            device.Collect();
            Assert.Null(device.State.FindFault());
        }
    }
}
