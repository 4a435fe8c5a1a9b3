using Lfs.Runtime;

namespace Lfs.Tests;

/// <summary>A program cannot use <c>debug</c> to make the device unusable for the host.</summary>
public class HostTrustTests
{
    [Theory]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void A_hook_whose_error_reaches_the_host_is_removed(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);

        LuaException? error = device.Try("debug.sethook(function() error('from the hook') end, '', 1) return 1");

        Assert.NotNull(error);
        Assert.Contains("from the hook", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, device.Run("return 1 + 1")[0].AsNumber());
        Assert.Null(device.State.FindFault());
    }

    [Fact]
    public void A_hook_that_ends_with_an_exception_of_the_hosts_is_removed()
    {
        using LfsDevice device = SafetyDevices.Boot("5.3");
        device.SetBudget(100_000);

        LuaException? error = device.Try("debug.sethook(function() while true do end end, '', 1) return 1");

        Assert.Equal(LuaErrorKind.Budget, error?.Kind);
        device.SetBudget(long.MaxValue);
        Assert.Equal(2, device.Run("return 1 + 1")[0].AsNumber());
    }

    [Fact]
    public void A_hook_whose_error_the_program_catches_stays()
    {
        using LfsDevice device = SafetyDevices.Boot("5.3");

        device.Run("n = 0 debug.sethook(function() n = n + 1 error('x') end, 'c')");
        LuaException? error = device.Try("pcall(print) pcall(print) x = n");

        Assert.NotNull(error);      // The hook hears the call of pcall itself, which nothing protects.
        Assert.True(device["n"].AsNumber() >= 1);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("5.1-int")]
    [InlineData("5.3")]
    [InlineData("5.3-64")]
    public void What_a_program_does_to_the_registry_leaves_the_hosts_handles(string target)
    {
        using LfsDevice device = SafetyDevices.Boot(target);
        LuaObject held = device.Run("return {7}")[0].AsObject();

        device.Run("local r = debug.getregistry() for k in pairs(r) do r[k] = nil end r[2] = string collectgarbage()");

        Assert.Equal(7, held[1].AsNumber());
        Assert.Equal(3, device.Run("return 1 + 2")[0].AsNumber());
        device["x"] = 5;
        Assert.Equal(5, device.Run("return x")[0].AsNumber());
        device.Collect();
        Assert.Null(device.State.FindFault());
    }
}
