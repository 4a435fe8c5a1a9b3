using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>Budgets with an end.</summary>
public class BudgetScopeTests
{
    public static TheoryData<string> Targets => ["5.1", "5.1-int", "5.3", "5.3-64"];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_budget_ends_with_its_scope(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);

        using (device.Budget(100_000))
        {
            LuaException error = Assert.Throws<LuaException>(() => device.Run("while true do end"));
            Assert.Equal(LuaErrorKind.Budget, error.Kind);
        }

        Assert.Equal(long.MaxValue, device.BudgetLeft);
        Assert.Equal(1, device.Run("for i = 1, 200000 do end return 1")[0].AsInteger());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void An_inner_budget_uses_the_outer_one(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        device.SetBudget(1_000_000);

        using (device.Budget(5_000_000))
            Assert.True(device.BudgetLeft <= 1_000_000);
        using (device.Budget(500_000))
            device.Run("for i = 1, 100000 do end");

        Assert.InRange(device.BudgetLeft, 500_000, 900_000);
        IDisposable twice = device.Budget(1000);
        twice.Dispose();
        long left = device.BudgetLeft;
        device.SetBudget(long.MaxValue);
        twice.Dispose();
        Assert.Equal(long.MaxValue, device.BudgetLeft);
        Assert.True(left > 0);
    }

    [Fact]
    public void Either_cancellation_ends_the_work()
    {
        using LfsDevice device = SafetyDevices.Boot("5.1");
        using CancellationTokenSource outer = new();
        using CancellationTokenSource inner = new();
        device.SetBudget(long.MaxValue, outer.Token);

        using (device.Budget(long.MaxValue, inner.Token))
        {
            inner.Cancel();
            Assert.Throws<LuaException>(() => device.Run("while true do end"));
        }
        Assert.Equal(1, device.Run("return 1")[0].AsInteger());
        using (device.Budget(long.MaxValue, CancellationToken.None))
        {
            outer.Cancel();
            Assert.Throws<LuaException>(() => device.Run("while true do end"));
        }
    }

    [Fact]
    public void A_budget_outlives_a_restart_and_a_disposal()
    {
        LfsDevice device = SafetyDevices.Boot("5.3");

        using (device.Budget(100_000))
        {
            device.Restart();
            Assert.Throws<LuaException>(() => device.Run("while true do end"));
        }
        Assert.Equal(long.MaxValue, device.BudgetLeft);
        IDisposable last = device.Budget(100);
        device.Dispose();
        last.Dispose();
    }
}
